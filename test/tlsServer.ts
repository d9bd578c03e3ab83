import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needCommand, run } from "./tools";

/** A server of this machine behind a certificate of its own. */
export interface TlsServer {
    readonly port: number;
    /** The certificate, as PEM, for who is to trust it. */
    readonly certificateFile: string;
    stop(): Promise<void>;
}

/** Serves https on localhost, by a certificate for that name which nobody trusts yet. */
export async function serveTls(listener: RequestListener): Promise<TlsServer> {
    needCommand("openssl");
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-tls-"));
    const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const certificate = ["-keyout", keyFile, "-out", certificateFile];
    const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const made = run("openssl", ["req", "-x509", ...key, ...name, ...certificate]);
    assert.equal(made.status, 0, made.output);
    const server = createServer(
        { key: readFileSync(keyFile), cert: readFileSync(certificateFile) },
        listener,
    );
    await new Promise<void>((done) => server.listen(0, "localhost", done));
    return {
        port: (server.address() as AddressInfo).port,
        certificateFile,
        async stop() {
            server.closeAllConnections();
            await new Promise((done) => server.close(done));
            rmSync(folder, { recursive: true });
        },
    };
}
