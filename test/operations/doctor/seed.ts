import type { Export } from "../../../state/exported";
import { seedKeys, seedPolicies } from "./seeding/access";
import { seedBuckets } from "./seeding/buckets";
import { seedCompute } from "./seeding/compute";
import { seedNetwork } from "./seeding/network";
import { seedRecords } from "./seeding/records";
import { Seeding } from "./seeding/seeding";
import { seedStorage } from "./seeding/storage";

/**
 * Puts the resources of a deployed stack into the AWS that the environment's variables name, as far as the doctor asks about
 * them, and gives the state with the ids that they have there.
 */
export async function seed(state: Export): Promise<Export> {
    const seeding = new Seeding(state);
    await seedKeys(seeding);
    await seedNetwork(seeding);
    await seedStorage(seeding);
    await seedCompute(seeding);
    await seedBuckets(seeding);
    await seedRecords(seeding);
    await seedPolicies(seeding);
    return seeding.seeded;
}
