import { JenkinsError } from "./errors";
import type { Answer, Asked } from "./request";

/** What an answer says as JSON. Throws a `JenkinsError` where it is none, and says what may have answered. */
export function jsonOf(root: string, asked: Asked, answer: Answer): unknown {
    try {
        return JSON.parse(answer.body);
    } catch {
        const words = "no JSON comes back, as from a sign-on before Jenkins. Let API tokens past it.";
        throw new JenkinsError(root, asked, answer, words);
    }
}
