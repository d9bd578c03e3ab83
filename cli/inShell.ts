/** A text in quotes, as a shell takes it for one word whatever is in it. */
export const quotedInShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A text as a shell takes it for one word: in quotes where it has characters that mean something to one. */
export const inShell = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : quotedInShell(text));
