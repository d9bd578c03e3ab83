import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderToString } from "preact-render-to-string";
import type { Report } from "./compose";
import { Page } from "./page/Page";

const styleSheet = join(__dirname, "page", "style.css");

/** The report as one HTML file that needs nothing else. Everything in it is escaped by the renderer. */
export function renderPage(report: Report): string {
    const css = readFileSync(styleSheet, "utf8");
    const cssHash = createHash("sha256").update(css).digest("base64");
    return `<!doctype html>\n${renderToString(<Page report={report} css={css} cssHash={cssHash} />)}\n`;
}
