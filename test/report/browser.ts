import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { needCommand, run } from "../tools";

/** What a page did beside showing itself. */
export interface Opened {
    readonly page: Page;
    /** What it asked for, itself left out. */
    readonly requests: readonly string[];
    /** Errors, warnings and words on the console. */
    readonly console: readonly string[];
}

/** A real browser without a window, and a folder for the pages that it shows. */
export class HeadlessBrowser {
    readonly #folder = mkdtempSync(join(tmpdir(), "jenkins-efs-report-"));

    private constructor(private readonly browser: Browser) {}

    /** Starts Debian's Chromium, which it installs where it is missing and may. */
    static async start(): Promise<HeadlessBrowser> {
        needCommand("chromium");
        const executablePath = run("sh", ["-c", "command -v chromium"]).output.trim();
        // A sandbox of Chromium's own does not start for root.
        const chromiumSandbox = process.getuid?.() !== 0;
        return new HeadlessBrowser(await chromium.launch({ executablePath, chromiumSandbox }));
    }

    /** Opens a page from a file, as one opens what came by mail. */
    async open(html: string, options: BrowserContextOptions): Promise<Opened> {
        const file = join(this.#folder, "report.html");
        writeFileSync(file, html);
        const url = pathToFileURL(file).href;
        const context = await this.browser.newContext(options);
        // What hangs is the test's to tell: on a busy machine a page takes longer than the half minute that is the default.
        context.setDefaultTimeout(0);
        const page = await context.newPage();
        const requests: string[] = [];
        const words: string[] = [];
        page.on("request", (request) => {
            if (request.url() !== url) requests.push(request.url());
        });
        page.on("console", (message) => words.push(message.text()));
        page.on("pageerror", (error) => words.push(error.message));
        page.on("dialog", (dialog) => words.push(`a dialog: ${dialog.message()}`));
        await page.goto(url, { waitUntil: "networkidle" });
        return { page, requests, console: words };
    }

    async stop(): Promise<void> {
        await this.browser.close();
        rmSync(this.#folder, { recursive: true, force: true });
    }
}
