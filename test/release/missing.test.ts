import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { missingFrom } from "../../release/missing";
import { run } from "../tools";

/** A kit of which nothing is missing. */
const manifest = { version: "1.3.0" };
const pack = { ...manifest, repository: "github:example/jenkins-efs" };
const changelog = (...sections: readonly string[]) => `# Changelog\n\nWords.\n\n${sections.join("\n\n")}\n`;
const newest = "## 1.3.0, 2026-07-01\n\n- A new part.";
const older = "## 1.2.9, 2026-01-31\n\n- The kit.";
const files: Readonly<Record<string, string>> = {
    "package.json": JSON.stringify(manifest),
    "package-lock.json": JSON.stringify(manifest),
    "components/package.json": JSON.stringify(manifest),
    "policy-pack/package.json": JSON.stringify(pack),
    "policy-pack/package-lock.json": JSON.stringify(manifest),
    "policy-pack/PulumiPolicy.yaml": "runtime: nodejs\n",
    "CHANGELOG.md": changelog(newest, older),
};
const today = new Date("2026-07-01T12:00:00Z");

describe("what is missing before a release", () => {
    const scratch = mkdtempSync(join(tmpdir(), "jenkins-efs-release-"));
    const template = join(scratch, "template");
    let folder: string;

    const git = (...args: readonly string[]): void => {
        const { status, output } = run(
            "git",
            ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", ...args],
            { cwd: folder },
        );
        assert.equal(status, 0, output);
    };
    const write = (changed: Readonly<Record<string, string>>): void => {
        for (const [name, text] of Object.entries(changed)) {
            mkdirSync(dirname(join(folder, name)), { recursive: true });
            writeFileSync(join(folder, name), text);
        }
    };
    const commit = (changed: Readonly<Record<string, string>>): void => {
        write(changed);
        git("add", "--all");
        git("commit", "--quiet", "--message", "Change it");
    };

    before(() => {
        folder = template;
        mkdirSync(folder);
        git("init", "--quiet");
        commit(files);
    });
    beforeEach(() => {
        folder = mkdtempSync(join(scratch, "kit-"));
        cpSync(template, folder, { recursive: true });
    });
    after(() => rmSync(scratch, { recursive: true, force: true }));

    it("is nothing where the versions agree, the changelog has a day, all is committed and the tag is free", () => {
        git("tag", "v1.2.9");
        assert.deepEqual(missingFrom(folder, today, []), []);
    });

    for (const [title, changed, ...faults] of [
        [
            "a version that is none",
            { "package.json": '{"version":"1.3"}' },
            /^package\.json: version is "1\.3", and a release is MAJOR\.MINOR\.PATCH/,
            /^CHANGELOG\.md: there is no section for 1\.3\./,
        ],
        [
            "the pack's version",
            { "policy-pack/package.json": JSON.stringify({ ...pack, version: "1.2.9" }) },
            /^policy-pack\/package\.json: version is 1\.2\.9, and package\.json's is 1\.3\.0\..* npm version 1\.3\.0/,
        ],
        [
            "the lock files' version",
            { "package-lock.json": "{}", "policy-pack/package-lock.json": '{"version":"1.2.9"}' },
            /^package-lock\.json: version is absent/,
            /^policy-pack\/package-lock\.json: version is 1\.2\.9/,
        ],
        [
            "the version of PulumiPolicy.yaml, where it has one",
            { "policy-pack/PulumiPolicy.yaml": "runtime: nodejs\nversion: 1.2.9\n" },
            /^policy-pack\/PulumiPolicy\.yaml: version is 1\.2\.9/,
        ],
        [
            "a section of the changelog",
            { "CHANGELOG.md": changelog(older) },
            /^CHANGELOG\.md: there is no section for 1\.3\.0\. Begin it with: ## 1\.3\.0, 2026-07-01$/,
        ],
        [
            "the day of a release",
            { "CHANGELOG.md": changelog("## 1.3.0, unreleased\n\n- A new part.", older) },
            /^CHANGELOG\.md: 1\.3\.0 is dated "unreleased"/,
        ],
        [
            "a day that has come",
            { "CHANGELOG.md": changelog("## 1.3.0, 2026-07-02\n\n- A new part.", older) },
            /^CHANGELOG\.md: 1\.3\.0 is dated "2026-07-02"/,
        ],
        [
            "an entry",
            { "CHANGELOG.md": changelog("## 1.3.0, 2026-07-01", older) },
            /^CHANGELOG\.md: 1\.3\.0 has no entry/,
        ],
        [
            "the order of the changelog",
            { "CHANGELOG.md": changelog(older, newest) },
            /^CHANGELOG\.md: 1\.2\.9 stands above 1\.3\.0/,
        ],
        [
            "a version later than the one before",
            { "CHANGELOG.md": changelog(newest, "## 1.10.0, 2026-01-31") },
            /^CHANGELOG\.md: 1\.3\.0 is not later than 1\.10\.0/,
        ],
        [
            "a version that says that it breaks",
            { "CHANGELOG.md": changelog("## 1.3.0, 2026-07-01\n\n- **Breaking** A key goes.", older) },
            /^CHANGELOG\.md: 1\.3\.0 breaks what 1\.2\.9 had, so its version is 2\.0\.0\.$/,
        ],
        [
            "what npm wants of a package with provenance",
            { "policy-pack/package.json": JSON.stringify({ ...manifest, private: true }) },
            /^policy-pack\/package\.json: private is true/,
            /^policy-pack\/package\.json: there is no repository/,
        ],
    ] as const)
        it(`is ${title}`, () => {
            commit(changed);
            const missing = missingFrom(folder, today, []);
            assert.equal(missing.length, faults.length, missing.join("\n"));
            for (const [at, fault] of faults.entries()) assert.match(missing[at] ?? "", fault);
        });

    it("is owners of one's own, and a commit that is on main", () => {
        commit({ ".github/CODEOWNERS": "* @example/ci\n" });
        git("update-ref", "refs/remotes/origin/main", "HEAD~1");
        const [owners = "", merged = "", ...others] = missingFrom(folder, today, []);
        assert.match(owners, /^\.github\/CODEOWNERS: its owners are the example's/);
        assert.match(merged, /^HEAD is not on origin\/main/);
        assert.deepEqual(others, []);
        commit({ ".github/CODEOWNERS": "* @mine/ci\n" });
        git("update-ref", "refs/remotes/origin/main", "HEAD");
        assert.deepEqual(missingFrom(folder, today, []), []);
    });

    it("is a commit of what was changed", () => {
        write({ "new.txt": "", "package-lock.json": `${files["package-lock.json"]}\n` });
        assert.deepEqual(missingFrom(folder, today, []), [
            "the working tree has 2 change(s) that are not committed. git status shows them.",
        ]);
    });

    it("is another version where the tag exists", () => {
        git("tag", "--annotate", "--message", "v1.3.0", "v1.3.0");
        assert.match(missingFrom(folder, today, []).join(), /^the tag v1\.3\.0 exists, at [0-9a-f]{7,}\./);
    });

    it("is a clone where there is no git", () => {
        rmSync(join(folder, ".git"), { recursive: true });
        assert.match(missingFrom(folder, today, []).join(), /is no git checkout/);
    });

    it("is each generated page that is out of date", () => {
        assert.deepEqual(missingFrom(folder, today, ["docs/controls.md"]), [
            "docs/controls.md is not what would be generated. Run: npm run docs",
        ]);
    });
});
