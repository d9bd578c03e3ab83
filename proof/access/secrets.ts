import { actionsOf, type Subject } from "./subject";

const groups = {
    read: ["secretsmanager:GetSecretValue"],
    store: ["secretsmanager:PutSecretValue"],
    "change or delete": ["secretsmanager:UpdateSecret", "secretsmanager:DeleteSecret"],
    share: ["secretsmanager:PutResourcePolicy"],
    describe: ["secretsmanager:DescribeSecret"],
};

/** Who may do what with the agents' Jenkins credentials, and an agent with the account's other secrets. */
export const secrets: Subject = {
    title: "Secrets",
    dimensions: { action: Object.keys(groups), secret: ["an agent's", "another"] },
    ask: ({ agents, id, partition, region }) => {
        const kinds = [
            ...agents.map(({ name, secretArn }) => ({
                secret: "an agent's",
                owner: name,
                about: `secret of ${name}`,
                arn: secretArn,
            })),
            {
                secret: "another",
                owner: undefined,
                about: "a secret that is no agent's",
                arn: `arn:${partition}:secretsmanager:${region}:${id}:secret:payroll-AbCdEf`,
            },
        ];
        return kinds.flatMap(({ secret, owner, about, arn }) =>
            actionsOf(groups).map(({ value, action }) => ({
                facets: { action: value, secret },
                ...(owner === undefined ? {} : { owner }),
                about: `${action} on ${about}`,
                request: { action, resource: arn, account: id, context: {}, resourcePolicy: undefined },
            })),
        );
    },
};
