import { faults } from "./faults";
import { life } from "./life";
import { removal } from "./removal";
import { Stage } from "./stage";

describe("npm run restore", () => {
    const stage = Stage.open();
    life(stage);
    describe("when something goes wrong", () => faults(stage));
    describe("with --remove", () => removal(stage));
});
