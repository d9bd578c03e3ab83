import type { Subject } from "../subject";
import { backupJobs } from "./backupJobs";
import { deliveryJobs } from "./deliveryJobs";
import { imageJobs } from "./imageJobs";

const jobs = { ...backupJobs, ...deliveryJobs, ...imageJobs };

/**
 * What AWS's services do later for the kit, with a role that it made or in their own name, and all that AWS documents
 * that they need for it: no deployment sees these fail.
 */
export const serviceJobs: Subject = {
    title: "Jobs of services",
    isShared: true,
    dimensions: { job: Object.keys(jobs) },
    ask: (account) =>
        Object.entries(jobs).flatMap(([job, callsOf]) =>
            callsOf(account).map(({ action, resource, context = {}, policy }) => ({
                facets: { job },
                about: `${action} on ${resource}`,
                request: { action, resource, account: account.id, context, resourcePolicy: policy },
            })),
        ),
};
