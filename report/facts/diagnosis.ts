import { readJson, UsageError } from "../../cli/commandLine";
import type { Diagnosis } from "../../operations/doctor/result";
import { isRecord } from "../../state/exported";

/**
 * Reads what `npm run doctor -- --json` printed. Throws a `UsageError` where a file holds something else, or what was found of
 * another stack.
 */
export function readDiagnosis(file: string, stack: string): Diagnosis {
    const written = `npm run --silent doctor -- --stack ${stack} --json > ${file}`;
    const content = readJson(file, written);
    if (!isDiagnosis(content)) throw new UsageError(`${file} holds no diagnosis. Write it with: ${written}`);
    if (content.stack !== stack)
        throw new UsageError(
            `${file} is about stack ${content.stack}, and the report about ${stack}. Write it with: ${written}`,
        );
    return content;
}

const isDiagnosis = (content: unknown): content is Diagnosis =>
    isRecord(content) &&
    typeof content.stack === "string" &&
    typeof content.at === "string" &&
    isRecord(content.asked) &&
    [content.findings, content.told, content.unlooked].every(
        (list) => Array.isArray(list) && list.every(isRecord),
    );
