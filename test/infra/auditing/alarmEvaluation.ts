/** What an alarm's state can be. */
export type State = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** The inputs of an alarm that decide. */
export interface Decides {
    readonly comparisonOperator: string;
    readonly threshold: number;
    readonly evaluationPeriods: number;
    readonly datapointsToAlarm?: number;
    /** @default missing */
    readonly treatMissingData?: string;
}

/** A period's value; undefined where nothing was published. */
export type Point = number | undefined;

const breaches: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
    GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
    GreaterThanThreshold: (value, threshold) => value > threshold,
    LessThanThreshold: (value, threshold) => value < threshold,
};

/**
 * How much more than the evaluated periods CloudWatch looks back. AWS gives no formula: in both tables of its page three
 * periods are evaluated of five.
 */
const lookBackPeriods = 2;

/**
 * CloudWatch's evaluation of one moment, of periods from old to new. Readings from further back come before any treatment of
 * what is missing, which fills only as many as are lacking. With `missing` and `ignore` an old breach with nothing but
 * breaches and gaps after it counts early; AWS's tables agree with that only where the range holds no good reading.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluate(alarm: Decides, periods: readonly Point[], current: State): State {
    const { evaluationPeriods, threshold, datapointsToAlarm = evaluationPeriods } = alarm;
    const breach = breaches[alarm.comparisonOperator];
    if (breach === undefined) throw new Error(`the model knows no comparison ${alarm.comparisonOperator}`);
    const range = periods.slice(-(evaluationPeriods + lookBackPeriods));
    const readings = range.filter((point) => point !== undefined).slice(-evaluationPeriods);
    const lacking = evaluationPeriods - readings.length;
    const bad = readings.filter((value) => breach(value, threshold)).length;
    const decide = (count: number): State => (count >= datapointsToAlarm ? "ALARM" : "OK");

    if (lacking === 0 || alarm.treatMissingData === "notBreaching") return decide(bad);
    if (alarm.treatMissingData === "breaching") return decide(bad + lacking);
    const keeps = alarm.treatMissingData === "ignore";
    if (readings.length === 0) return keeps ? current : "INSUFFICIENT_DATA";
    const oldest = range.length - range.findIndex((point) => point !== undefined);
    if (bad === readings.length && oldest >= datapointsToAlarm) return keeps ? current : "ALARM";
    return decide(bad);
}

/** The states that a new alarm goes through while these periods pass: it acts on each, as none is the one before. */
export function changes(alarm: Decides, periods: readonly Point[]): readonly State[] {
    const states: State[] = ["INSUFFICIENT_DATA"];
    // It is evaluated at once, before anything was published.
    for (let passed = 0; passed <= periods.length; passed++) {
        const before = states.at(-1) ?? "INSUFFICIENT_DATA";
        const next = evaluate(alarm, periods.slice(0, passed), before);
        if (next !== before) states.push(next);
    }
    return states.slice(1);
}
