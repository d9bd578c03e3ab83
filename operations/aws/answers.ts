import { isMissing } from "./errors";

/** AWS's answer, or undefined where it says that there is no such thing; every other error is thrown. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
    }
}

/**
 * All that the pages of a paginator hold.
 * @throws Error where a page is followed by itself, which the SDK would ask for without end
 */
export async function allOf<P extends object, T>(
    pages: AsyncIterable<P>,
    itemsIn: (page: P) => readonly T[] | undefined,
): Promise<readonly T[]> {
    const found: T[] = [];
    let last: string | undefined;
    for await (const page of pages) {
        const next = nextIn(page);
        if (next !== undefined && next === last)
            throw new Error(
                "AWS answered two pages with the same token for the next, so what follows is not known",
            );
        last = next;
        found.push(...(itemsIn(page) ?? []));
    }
    return found;
}

/** A page's token for the next one, by whatever name its service has for it. EFS repeats the request's as `Marker`. */
function nextIn(page: object): string | undefined {
    const { NextToken, nextToken, NextMarker, Marker, IsTruncated } = page as Readonly<
        Record<string, unknown>
    >;
    const token = NextToken ?? nextToken ?? NextMarker ?? (IsTruncated === true ? Marker : undefined);
    return typeof token === "string" && token !== "" ? token : undefined;
}
