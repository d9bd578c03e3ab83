/** A verdict that has to wait: which control, on which resource, for which value. */
export interface Waiting {
    readonly control: string;
    readonly urn: string;
    readonly name: string;
    readonly what: string;
}

/*
 * One process serves one preview or update, and resource rules are asked one resource at a time. What they could
 * not judge is kept here, so that the preview ends in one summary and not in a line per resource and rule.
 */
const waiting = new Map<string, Waiting>();

/* What no update will tell either. */
const unread = new Map<string, Waiting>();

/** Notes that a verdict has to wait. */
export function wait(entry: Waiting): void {
    waiting.set(`${entry.control} ${entry.urn}`, entry);
}

/** Notes what nobody but its author can answer for. */
export function leaveUnread(entry: Waiting): void {
    unread.set(`${entry.control} ${entry.urn} ${entry.what}`, entry);
}

/** Forgets an earlier wait: the rule has reached a verdict on this resource. */
export function settle(control: string, urn: string): void {
    const key = `${control} ${urn}`;
    if (waiting.size > 0) waiting.delete(key);
    for (const known of unread.keys()) if (known.startsWith(`${key} `)) unread.delete(known);
}

/** Hands over all that waits, and forgets it. */
export function takeWaiting(): readonly Waiting[] {
    const entries = [...waiting.values()];
    waiting.clear();
    return entries;
}

/** Hands over all that nobody could read, and forgets it. */
export function takeUnread(): readonly Waiting[] {
    const entries = [...unread.values()];
    unread.clear();
    return entries;
}
