import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones";
import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { type ConstructResult, main, type Provider } from "@pulumi/pulumi/provider";
import { endWithEngine } from "../endWithEngine";
import { shapeFrom, type VpcShape } from "./args";
import { Vpc } from "./vpc";

/** How many zones awsx uses where the program names none. */
const defaultZoneCount = 3;

/** Stands in for the component plugin of `@pulumi/awsx`. */
class AwsxStandIn implements Provider {
    /** The version whose layout this follows. */
    readonly version = "3.9.0";

    async construct(
        name: string,
        type: string,
        inputs: Inputs,
        opts: ComponentResourceOptions,
    ): Promise<ConstructResult> {
        if (type !== "awsx:ec2:Vpc")
            throw new Error(
                `The rehearsal's stand-in for awsx does not know ${type}. Build its children in a file under ` +
                    "rehearsal/providers/awsx/, as awsx does.",
            );
        const shape = shapeFrom(inputs);
        const vpc = new Vpc(name, inputs, { ...shape, zones: await this.#zones(shape, opts) }, opts);
        return { urn: vpc.urn, state: vpc.outputs() };
    }

    async #zones(
        { zones, numberOfZones }: VpcShape,
        opts: ComponentResourceOptions,
    ): Promise<readonly string[]> {
        const aws = opts.providers && !Array.isArray(opts.providers) ? opts.providers.aws : undefined;
        return (
            zones ??
            (await getAvailabilityZones({}, aws && { provider: aws })).names.slice(
                0,
                numberOfZones ?? defaultZoneCount,
            )
        );
    }
}

endWithEngine();
void main(new AwsxStandIn(), process.argv.slice(2));
