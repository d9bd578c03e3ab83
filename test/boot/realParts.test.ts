import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkRealParts, layEfsUtils, whyNot } from "../../boot/realParts";
import { UsageError } from "../../cli/commandLine";

const refuses = (real: Parameters<typeof checkRealParts>[0], ...says: readonly RegExp[]): void => {
    assert.throws(
        () => checkRealParts(real),
        (error) => {
            // Which the command ends with exit code 2 for.
            assert.ok(error instanceof UsageError);
            for (const said of says) assert.match(error.message, said);
            return true;
        },
    );
};

describe("real parts in a boot", () => {
    let folder: string;
    const write = (path: string, content = ""): string => {
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
        return file;
    };
    const efsUtils = (): string => {
        for (const path of [
            "src/mount_efs/__init__.py",
            "src/watchdog/__init__.py",
            "dist/amazon-efs-mount-watchdog.service",
            "dist/efs-utils.conf",
            "dist/efs-utils.crt",
        ])
            write(`efs/${path}`);
        return join(folder, "efs");
    };

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "real-parts-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("are taken each without the other", () => {
        checkRealParts({});
        checkRealParts({ efsUtils: efsUtils() });
        checkRealParts({ agentJar: write("agent.jar", "PK\u0003\u0004") });
    });

    it("an efs-utils folder that is not there is refused, with where to get it", () => {
        refuses(
            { efsUtils: join(folder, "nowhere") },
            /nowhere: src\/mount_efs/,
            /github\.com\/aws\/efs-utils/,
        );
    });

    it("a folder without one of efs-utils' files is refused, with the file that is missing", () => {
        const tree = efsUtils();
        rmSync(join(tree, "dist/efs-utils.conf"));
        refuses({ efsUtils: tree }, /dist\/efs-utils\.conf is not there/, /git clone/);
    });

    it("an agent.jar that is absent, a folder, empty or a page is refused, with where to get it", () => {
        for (const agentJar of [
            join(folder, "nowhere.jar"),
            folder,
            write("empty.jar"),
            write("page.jar", "<html>Sign in</html>"),
        ])
            refuses({ agentJar }, /this is no jar file/, /jnlpJars\/agent\.jar/);
    });

    it("efs-utils without a built proxy keeps the stand-in's, and with one brings it", () => {
        const tree = efsUtils();
        const laid = join(folder, "laid/opt/stand-in/amazon-efs-utils");
        layEfsUtils(tree, join(folder, "laid"));
        assert.equal(statSync(join(laid, "usr/sbin/mount.efs")).mode & 0o777, 0o755);
        assert.ok(!existsSync(join(laid, "usr/sbin/efs-proxy")));
        write("efs/src/proxy/target/release/efs-proxy");
        rmSync(join(folder, "laid"), { recursive: true });
        layEfsUtils(tree, join(folder, "laid"));
        assert.ok(existsSync(join(laid, "usr/sbin/efs-proxy")));
    });

    it("a case is left out only with the part that it cannot be run with", () => {
        const bootCase = { title: "", run: async () => {}, notWith: { efsUtils: "the reason" } };
        assert.equal(whyNot(bootCase, {}), undefined);
        assert.equal(whyNot(bootCase, { agentJar: "a" }), undefined);
        assert.equal(whyNot(bootCase, { agentJar: "a", efsUtils: "e" }), "the reason");
    });
});
