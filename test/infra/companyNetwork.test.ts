import assert from "node:assert/strict";
import { certificateFaults, certificateWarnings } from "../../infra/config/companyNetworkFaults";
import { isDirect, proxyOf } from "../../infra/proxy";
import { authority, issued, root, server } from "./certificates";

const now = new Date("2027-01-01T00:00:00Z");
const problems = (certificates: readonly string[], at = now): readonly (string | undefined)[] =>
    certificateFaults(certificates, at).map(({ key, problem }) => `${key} ${problem}`);

describe("the certificates of a company's authorities", () => {
    it("are taken as they come from a file, with words around them", () => {
        assert.deepEqual(problems([`subject=CN = Example\n${authority}\n`]), []);
    });

    it("are refused with what is wrong and whose they are", () => {
        const key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----\n";
        const unreadable = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n";
        const found = problems([`${authority}${key}`, "ca.pem", authority + server, unreadable, server]);
        const expected = [
            /^caCertificates\[0\] holds a private key, which everybody in the account could read/,
            /^caCertificates\[1\] holds 0 certificates in PEM/,
            /^caCertificates\[2\] holds 2 certificates in PEM/,
            /^caCertificates\[3\] is no certificate/,
            /^caCertificates\[4\] is the certificate of CN=jenkins\.example\.com, which is no authority/,
        ];
        assert.equal(found.length, expected.length);
        for (const [at, pattern] of expected.entries()) assert.match(found[at] ?? "", pattern);
        const windows = `Root\r\n${authority.replaceAll("\n", "\r\n")}`;
        for (const again of [authority, windows])
            assert.deepEqual(problems([authority, again]), ["caCertificates[1] is the same as entry 0"]);
    });

    it("never show a private key in the message that refuses it", () => {
        const [fault] = certificateFaults(["-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n"], now);
        assert.equal(fault?.value, "[hidden]");
    });

    it("are refused once they have expired and before they are valid, and told of 60 days before", () => {
        const who = "O=Example Company, CN=Example Company Root CA";
        const [late] = problems([authority], new Date("2126-12-01"));
        assert.match(late ?? "", new RegExp(`is the certificate of ${who}, which expired on `));
        const [early] = problems([authority], new Date("2020-01-01"));
        assert.match(early ?? "", /, which is not valid before /);
        assert.deepEqual(certificateWarnings([authority], new Date("2126-08-01")), []);
        const [warning] = certificateWarnings([authority], new Date("2126-10-01"));
        assert.match(warning ?? "", new RegExp(`^caCertificates\\[0\\], ${who}, expires in 33 days`));
    });
});

describe("an authority that another one issued", () => {
    it("is told of where that one is not in the list, as Python and Node would trust neither", () => {
        assert.deepEqual(problems([issued]), []);
        const [warning, ...others] = certificateWarnings([issued, authority], now);
        assert.match(
            warning ?? "",
            /^caCertificates\[0\], .*Issuing CA, is issued by .*Root CA 2, which is not in the list/,
        );
        assert.deepEqual(others, []);
        assert.deepEqual(certificateWarnings([issued, root], now), []);
    });
});

describe("a company's proxy", () => {
    const place = { purpose: "endpoints", cidr: "10.30.0.0/24", port: 443 };
    const direct = (
        network: Parameters<typeof proxyOf>[0]["network"],
        services: readonly string[] = [],
        region = "us-east-1",
    ) =>
        proxyOf(
            { proxy: "http://proxy.corp.example.com:3128", noProxy: [".corp.example.com"], network },
            services,
            region,
        )?.direct.slice(4);

    it("is not asked for what agents reach by themselves: AWS on the internet, its endpoints without that", () => {
        const none = { internet: "none" as const, egress: [] };
        const own = ".corp.example.com";
        assert.deepEqual(direct({ internet: "https", egress: [] }), [".amazonaws.com", own]);
        assert.deepEqual(direct({ internet: "https", egress: [] }, [], "cn-north-1"), [
            ".amazonaws.com.cn",
            own,
        ]);
        const s3 = ["s3.us-east-1.amazonaws.com", "s3.dualstack.us-east-1.amazonaws.com"];
        assert.deepEqual(direct(none), [...s3, own]);
        assert.deepEqual(direct({ ...none, egress: [place] }), [".us-east-1.amazonaws.com", own]);
        assert.deepEqual(direct({ ...none, egress: [place] }, ["logs", "ecr.api", "ecr.dkr"]), [
            ...s3,
            "logs.us-east-1.amazonaws.com",
            "ecr.us-east-1.amazonaws.com",
            own,
        ]);
    });

    it("is asked for AWS where the places with port 443 are its own and the controller's", () => {
        const asked = (over: Partial<Parameters<typeof proxyOf>[0]>, ...cidrs: readonly string[]) =>
            proxyOf(
                {
                    proxy: "http://proxy.corp.example.com:3128",
                    noProxy: [],
                    controllerUrl: "https://jenkins.example.com/",
                    network: { internet: "none", egress: cidrs.map((cidr) => ({ ...place, cidr })) },
                    ...over,
                },
                [],
                "us-east-1",
            )?.direct.includes(".us-east-1.amazonaws.com");
        const [one, other] = ["10.30.0.0/24", "10.40.0.0/24"];
        assert.equal(asked({}, one), true);
        assert.equal(asked({ noProxy: ["jenkins.example.com"] }, one), false);
        assert.equal(asked({ noProxy: ["jenkins.example.com"] }, one, other), true);
        assert.equal(asked({ proxy: "http://proxy.corp.example.com:443" }, one), false);
        assert.equal(asked({ proxy: "http://proxy.corp.example.com:443" }, one, other), true);
    });

    it("is never asked for the metadata service or the machine itself", () => {
        const proxy = proxyOf(
            { proxy: "http://10.0.0.9:3128", noProxy: [], network: { internet: "https", egress: [] } },
            [],
            "us-east-1",
        );
        assert.ok(proxy);
        for (const host of ["169.254.169.254", "[fd00:ec2::254]", "localhost", "127.0.0.1"])
            assert.ok(isDirect(proxy, host), host);
        assert.ok(!isDirect(proxy, "jenkins.example.com"));
    });

    it("is passed for a name and what is below it, and not for one that ends alike", () => {
        const past = { direct: ["git.example.com", ".corp.example.com"] };
        for (const host of ["git.example.com", "GIT.example.com", "a.git.example.com", "a.corp.example.com"])
            assert.ok(isDirect(past, host), host);
        for (const host of ["corp.example.com", "notgit.example.com", "xcorp.example.com", "example.com"])
            assert.ok(!isDirect(past, host), host);
    });
});
