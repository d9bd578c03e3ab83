import assert from "node:assert/strict";
import { agentMetrics } from "../../../operations/doctor/agentMetrics";
import { agents } from "../../../operations/doctor/agents";
import { quotas } from "../../../operations/doctor/quotas";
import { judging } from "./judging";
import { environment } from "./stack";

describe("The doctor at the agents and quotas", () => {
    const instance = {
        InstanceId: "i-1",
        LifecycleState: "InService",
        HealthStatus: "Healthy",
        AvailabilityZone: "a",
        ProtectedFromScaleIn: false,
        LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "3" },
    } as const;
    const group = {
        AutoScalingGroupName: "agents-linux-1",
        MinSize: 1,
        MaxSize: 1,
        DesiredCapacity: 1,
        DefaultCooldown: 300,
        AvailabilityZones: ["a"],
        HealthCheckType: "EC2",
        CreatedTime: new Date(0),
        LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "3" },
        Instances: [instance],
    };
    const running = { group, hooks: ["drain"], activities: [] };
    const activity = {
        ActivityId: "1",
        AutoScalingGroupName: "agents-linux-1",
        Cause: "it was time",
        StartTime: new Date(0),
        StatusCode: "Failed",
        StatusMessage: "no capacity of m7g.large",
    } as const;
    judging(agents, {
        sound: running,
        faults: {
            missing: [
                {
                    what: "its group is gone",
                    answer: undefined,
                    says: /agent linux-1 \(group agents-linux-1\): no such/,
                },
            ],
            short: [
                {
                    what: "no instance could be started",
                    answer: { group: { ...group, Instances: [] }, hooks: ["drain"], activities: [activity] },
                    says: /no instance; last failure: no capacity of m7g/,
                },
                {
                    what: "its instance is being replaced",
                    answer: {
                        ...running,
                        group: { ...group, Instances: [{ ...instance, LifecycleState: "Terminating:Wait" }] },
                    },
                    says: /i-1 Terminating:Wait and Healthy/,
                },
                {
                    what: "its instance is unhealthy",
                    answer: {
                        ...running,
                        group: { ...group, Instances: [{ ...instance, HealthStatus: "Unhealthy" }] },
                    },
                    says: /i-1 InService and Unhealthy/,
                },
            ],
            changed: [
                {
                    what: "somebody set it to zero",
                    answer: {
                        ...running,
                        group: { ...group, MinSize: 0, DesiredCapacity: 0, Instances: [] },
                    },
                    says: /instances 0, at least 0; wanted instances 1, at least 1/,
                },
                {
                    what: "it starts another version of its template",
                    answer: {
                        ...running,
                        group: { ...group, LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "4" } },
                    },
                    says: /version 4; wanted version 3/,
                },
            ],
            outdated: [
                {
                    what: "its instance is of an earlier deployment",
                    answer: {
                        ...running,
                        group: {
                            ...group,
                            Instances: [
                                { ...instance, LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "2" } },
                            ],
                        },
                    },
                    says: /instance i-1 of agent linux-1 .*version 2; wanted version 3/,
                },
            ],
            suspended: [
                {
                    what: "it replaces nothing",
                    answer: {
                        ...running,
                        group: { ...group, SuspendedProcesses: [{ ProcessName: "ReplaceUnhealthy" }] },
                    },
                    says: /ReplaceUnhealthy suspended/,
                },
            ],
            "no-hook": [
                {
                    what: "nothing holds an end",
                    answer: { ...running, hooks: [] },
                    says: /no lifecycle hook drain/,
                },
            ],
        },
    });

    judging(agentMetrics, {
        sound: [1],
        faults: {
            silent: [
                {
                    what: "it says nothing",
                    answer: [undefined],
                    says: /agent linux-1: no metric in 15 minutes/,
                },
            ],
            unwell: [
                {
                    what: "Jenkins has no connection with it",
                    answer: [0],
                    says: /AgentConnected does not hold/,
                },
            ],
        },
    });

    judging(quotas, {
        sound: { limit: 1000, used: 799 },
        faults: {
            reached: [
                {
                    what: "the account is full",
                    answer: { limit: 1000, used: 1000 },
                    says: /IAM roles per account: 1000 of 1000, 1 of them the stack's/,
                },
            ],
            near: [
                {
                    what: "the account is nearly full",
                    answer: { limit: 1000, used: 800 },
                    says: /800 of 1000.*wanted less than 800/,
                },
            ],
            "reached-fixed": [
                {
                    what: "a limit that AWS raises not is reached",
                    answer: { limit: 5, used: 5 },
                    expected: { name: "trails" },
                    says: /5 of 5/,
                },
            ],
            "near-fixed": [
                {
                    what: "a limit that AWS raises not is near",
                    answer: { limit: 5, used: 4 },
                    expected: { name: "trails" },
                    says: /4 of 5/,
                },
            ],
        },
    });

    it("asks nothing of the metrics of an agent that is meant to stand still", () => {
        const still = environment((one) =>
            one.type === "aws:autoscaling/group:Group"
                ? { ...one, outputs: { ...one.outputs, desiredCapacity: 0 } }
                : one,
        );
        assert.deepEqual(agentMetrics.expected(still), []);
    });
});
