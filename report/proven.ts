import { readState } from "../state/read";
import { compose } from "./compose";
import { readAnswers } from "./facts/access";
import { writePage } from "./write";

/** Makes the page of a state that was just proven, without proving it again. Says where it is. */
export async function reportOfProof(proven: {
    readonly state: string;
    readonly answers: string;
}): Promise<string> {
    return writePage(await compose(readState(proven.state), { access: readAnswers(proven.answers) }));
}
