import { isRecord } from "../../state/exported";

const asked = new WeakMap<object, { readonly action: string; readonly region: string }>();

/** Notes which call an error answers, and returns the error. */
export function noteCall(error: unknown, action: string, region: string): unknown {
    if (typeof error === "object" && error !== null) asked.set(error, { action, region });
    return error;
}

/** The code of AWS's answer, such as `AccessDeniedException`, or Node's of a connection that failed, such as `ECONNRESET`; empty where an error is neither. */
export function codeOf(error: unknown): string {
    if (!isRecord(error) && !(error instanceof Error)) return "";
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    if (typeof code === "string") return code;
    return typeof name === "string" && name !== "Error" ? name : "";
}

/** Whether AWS refused a call for want of a permission, in the words of any of its services. */
export const isDenied = (error: unknown): boolean =>
    /^(AccessDenied(Exception)?|AuthorizationError(Exception)?|UnauthorizedOperation|NotAuthorized)$/.test(
        codeOf(error),
    );

/**
 * Whether what was asked for is not there, in the words of any service: `FileSystemNotFound`, `ResourceNotFoundException`,
 * `NoSuchEntity`, `InvalidGroup.NotFound`.
 */
export const isMissing = (error: unknown): boolean => /NotFound|NoSuch/.test(codeOf(error));

/** Codes with which AWS refuses the credentials themselves. */
const badCredentials =
    /^(CredentialsProviderError|ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure|IncompleteSignature|TokenProviderError|TokenRefreshRequired)$/;

const unreachable =
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError)$/;

/** Whether a region did not answer at all after every attempt, or only that it fails, as one that is out does. */
export const isOut = (error: unknown): boolean =>
    unreachable.test(codeOf(error)) || (isFromAws(error) && error.$fault === "server" && !isThrottled(error));

const isFromAws = (error: unknown): error is { readonly $fault: string } =>
    error instanceof Error && "$fault" in error;

const throttled = /^(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown)/;

const isThrottled = (error: unknown): boolean => throttled.test(codeOf(error));

/**
 * An error of a call, in words that say what would do. What is not of a call keeps its own.
 * @param policy the command that prints the policy which a caller needs
 */
export function explained(error: unknown, policy: string): Error {
    const call = typeof error === "object" && error !== null ? asked.get(error) : undefined;
    const words = error instanceof Error ? error.message : String(error);
    if (call === undefined) return error instanceof Error ? error : new Error(words);
    const what = `${call.action} in ${call.region}`;
    const code = codeOf(error);
    const said = (mend: string) => new Error(`${what}: ${code}: ${words}\n${mend}`, { cause: error });
    if (isDenied(error)) return said(`What the caller has to be allowed is printed by: ${policy}`);
    if (badCredentials.test(code))
        return said(
            "Log in as the AWS CLI does (aws sso login, AWS_PROFILE or --profile); who you are is shown by: aws sts get-caller-identity",
        );
    if (isThrottled(error))
        return said(
            "AWS had too many calls from this account, and six attempts did not get through. Run it again: what is done stays done.",
        );
    if (unreachable.test(code))
        return said(
            "AWS could not be reached. See that the network and the region are right, and run it again: what is done stays done.",
        );
    return said("What was done before this call stays done, and is found when the command is run again.");
}
