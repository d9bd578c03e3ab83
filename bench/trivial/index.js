const { cloudwatch } = require("@pulumi/aws");
const { Config } = require("@pulumi/pulumi");

const count = new Config().requireNumber("resources");
for (let index = 0; index < count; index += 1) new cloudwatch.LogGroup(`group-${index}`);
