import assert from "node:assert/strict";
import { allOf } from "../../../operations/aws/answers";

async function* pagesOf<P>(...pages: readonly P[]): AsyncGenerator<P> {
    yield* pages;
}
const items = (page: { readonly Items?: readonly number[] }) => page.Items;

describe("What the doctor reads page by page", () => {
    it("is all that the pages hold, whatever a service calls the next one", async () => {
        for (const pages of [
            [{ Items: [1], NextToken: "a" }, { Items: [2], NextToken: "b" }, { Items: [3] }],
            // EFS repeats the token that it was asked with.
            [
                { Items: [1], NextMarker: "a" },
                { Items: [2], Marker: "a", NextMarker: "b" },
                { Items: [3], Marker: "b" },
            ],
            [
                { Items: [1], Marker: "a", IsTruncated: true },
                { Items: [2, 3], Marker: "a", IsTruncated: false },
            ],
            [{ Items: [1, 2, 3], NextToken: "" }],
        ])
            assert.deepEqual(
                await allOf(pagesOf<{ readonly Items: readonly number[] }>(...pages), items),
                [1, 2, 3],
            );
    });

    it("is not known where a page is followed by itself, which would go on for ever", async () => {
        for (const page of [
            { NextToken: "a" },
            { nextToken: "a" },
            { NextMarker: "a" },
            { Marker: "a", IsTruncated: true },
        ])
            await assert.rejects(
                allOf(pagesOf<object>(page, page), () => []),
                /two pages with the same token/,
            );
    });
});
