import assert from "node:assert/strict";
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { areas } from "../../policy-pack/rules";
import { renderPage } from "../../report/render";
import { HeadlessBrowser, type Opened } from "./browser";
import { changedReport, diagnosis, hostileNames, prodReport, renamed, set } from "./fixture";

const screen = (width: number, colorScheme: "light" | "dark") => ({
    viewport: { width, height: 900 },
    colorScheme,
});
const wide = screen(1280, "light");
const narrow = screen(390, "light");
const screens = [wide, screen(1280, "dark"), narrow, screen(390, "dark")];

describe("The report's page, in a real browser", () => {
    let browser: HeadlessBrowser;
    let html: string;
    before(async () => {
        html = renderPage({ ...(await prodReport()), diagnosis });
        browser = await HeadlessBrowser.start();
    });
    after(() => browser?.stop());

    const close = ({ page }: Opened): Promise<void> => page.context().close();

    for (const shown of screens)
        it(`asks for nothing, stays in its bounds and passes axe's rules, ${shown.viewport.width} px wide, ${shown.colorScheme}`, async () => {
            const opened = await browser.open(html, shown);
            assert.deepEqual(await overflowOn(opened.page), []);
            assert.deepEqual(await violationsOn(opened.page), []);
            assert.deepEqual([opened.requests, opened.console], [[], []]);
            await close(opened);
        });

    it("has a title, landmarks, and headings in their order", async () => {
        const opened = await browser.open(html, wide);
        const { page } = opened;
        assert.equal(await page.title(), "Security report of jenkins-efs/prod, rehearsed");
        for (const role of ["banner", "navigation", "main", "contentinfo"] as const)
            assert.equal(await page.getByRole(role).count(), 1, role);
        const levels = await page.$$eval("h1, h2, h3, h4", (all) =>
            all.map((each) => Number(each.tagName[1])),
        );
        assert.equal(levels[0], 1);
        for (const [at, level] of levels.entries())
            assert.ok(at === 0 || (level > 1 && level <= (levels[at - 1] ?? 0) + 1), `heading ${at}`);
        await close(opened);
    });

    for (const shown of [wide, narrow])
        it(`is heard as it is seen, ${shown.viewport.width} px wide: tables keep their headers, the drawing has a text`, async () => {
            const opened = await browser.open(html, shown);
            const { page } = opened;
            const { length } = areas.find(({ title }) => title === "Amazon EFS")?.rules ?? [];
            const controls = page.getByRole("table", { name: `Amazon EFS: ${length} controls` });
            assert.equal(await controls.getByRole("row").count(), length + 1);
            assert.equal(await controls.getByRole("columnheader").count(), 5);
            assert.equal(await controls.getByRole("rowheader").count(), length);
            const unscoped = await page.$$eval("th", (all) => all.filter((each) => !each.scope).length);
            assert.equal(unscoped, 0);
            assert.equal(
                await page.getByRole("img", { name: "Architecture of jenkins-efs/prod" }).count(),
                1,
            );
            await close(opened);
        });

    it("is used by the keyboard: the first stop leads past the navigation, and what is folded opens", async () => {
        const opened = await browser.open(html, wide);
        const { page } = opened;
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement?.textContent), "To the report");
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
        await page.locator("summary").first().focus();
        await page.keyboard.press("Enter");
        assert.equal(await page.locator("details").first().getAttribute("open"), "");
        const stops = await page.$$eval(".scroll", (all) => all.filter((each) => each.tabIndex !== 0).length);
        assert.equal(stops, 0);
        await close(opened);
    });

    it("says what the doctor found, with the command that mends it, and what it could not ask", async () => {
        const opened = await browser.open(html, wide);
        const section = opened.page.getByRole("region", { name: "What AWS says" });
        const text = (await section.textContent()) ?? "";
        assert.match(
            text,
            /prod: not sound\. 7 things asked of AWS: 1 critical, 1 note; 1 thing could not be looked at\./,
        );
        const findings = section.getByRole("table", { name: "Findings" });
        assert.equal(await findings.getByRole("row").count(), 3);
        assert.match(text, /aws cloudtrail start-logging --region us-east-1/);
        assert.match(text, /key key-copyprod, us-west-2/);
        await close(opened);
    });

    it("prints everything, without what only a screen needs", async () => {
        const opened = await browser.open(html, screen(1280, "dark"));
        const { page } = opened;
        await page.emulateMedia({ media: "print" });
        assert.ok(!(await page.getByRole("navigation").isVisible()));
        assert.ok(await page.locator("details code").first().isVisible(), "what is folded away is printed");
        assert.equal(
            await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
            "rgb(255, 255, 255)",
        );
        await close(opened);
    });

    for (const name of hostileNames)
        it(`shows ${JSON.stringify(name.slice(0, 40))} as the words that it is`, async () => {
            const hostile = await changedReport((state) => {
                Object.assign(state, renamed(state, "linux-1", name));
                set(state, "aws:efs/fileSystem:FileSystem", { name, throughputMode: name });
                set(state, "aws:backup/vault:Vault", { name });
                set(state, "aws:kms/alias:Alias", { name: `alias/${name}` });
            });
            const opened = await browser.open(renderPage(hostile), wide);
            const { page } = opened;
            assert.deepEqual([opened.requests, opened.console], [[], []]);
            const made = await page.$$eval("script, [onload], [onerror], img, iframe, style", (all) =>
                all.map((each) => each.tagName),
            );
            assert.deepEqual(made, ["STYLE"]);
            assert.ok((await page.locator("#encryption").textContent())?.includes(name));
            assert.deepEqual(await overflowOn(page), []);
            await page.setViewportSize(narrow.viewport);
            assert.deepEqual(await overflowOn(page), []);
            await close(opened);
        });
});

async function violationsOn(page: Page): Promise<readonly string[]> {
    // The page forbids scripts to itself; what the browser's own tools evaluate is not its own.
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })');
    return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target }) => `${id}: ${help}: ${target.join(" ")}`),
    );
}

/** What sticks out: of the screen, or of a box of the drawing. */
function overflowOn(page: Page): Promise<readonly string[]> {
    return page.evaluate(() => {
        const wide =
            document.documentElement.scrollWidth > window.innerWidth
                ? [`the page is ${document.documentElement.scrollWidth} px wide`]
                : [];
        const texts = [...document.querySelectorAll<SVGTextElement>("svg .box text")].filter((text) => {
            const box = text.parentElement?.querySelector("rect")?.getBoundingClientRect();
            const own = text.getBoundingClientRect();
            return (
                box !== undefined &&
                own.width > 0 &&
                (own.right > box.right + 0.5 || own.bottom > box.bottom + 0.5)
            );
        });
        return [...wide, ...texts.map((text) => `"${text.textContent}" leaves its box`)];
    });
}
