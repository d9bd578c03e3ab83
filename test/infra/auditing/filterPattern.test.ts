import assert from "node:assert/strict";
import { filterMatches } from "./filterPattern";

/** The example events and patterns of AWS's page on the syntax, with what it says of each. */
const event = {
    eventType: "UpdateTrail",
    sourceIPAddress: "111.111.111.111",
    arrayKey: ["value", "another value"],
    objectList: [
        { name: "a", id: 1 },
        { name: "b", id: 2 },
    ],
    SomeObject: null,
    ThisFlag: true,
};

const compound = {
    user: { id: 1, email: "John.Stiles@example.com" },
    users: [
        { id: 2, email: "John.Doe@example.com" },
        { id: 3, email: "Jane.Doe@example.com" },
    ],
    actions: ["GET", "PUT", "DELETE"],
    coordinates: [
        [0, 1, 2],
        [4, 5, 6],
        [7, 8, 9],
    ],
};

const examples: [pattern: string, event: object, matches: boolean][] = [
    ['{ $.eventType = "UpdateTrail" }', event, true],
    ['{ $.eventType = "Update*" }', event, true],
    ["{ $.sourceIPAddress != 123.123.* }", event, true],
    ['{ $.arrayKey[0] = "value" }', event, true],
    ["{ $.objectList[1].id = 2 }", event, true],
    ["{ $.SomeObject IS NULL }", event, true],
    ["{ $.SomeOtherObject NOT EXISTS }", event, true],
    ["{ $.SomeObject NOT EXISTS }", event, false],
    ["{ $.objectList[2].id NOT EXISTS }", event, true],
    ["{ $.ThisFlag IS TRUE }", event, true],
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', compound, true],
    [
        '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }',
        compound,
        true,
    ],
    [
        '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }',
        compound,
        false,
    ],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', compound, false],
];

describe("the tests' filter pattern matcher", () => {
    for (const [pattern, of, matches] of examples)
        it(`says of ${pattern} what AWS's documentation says`, () => {
            assert.equal(filterMatches(pattern, JSON.stringify(of)), matches);
        });

    it("finds words as AWS's documentation says", () => {
        assert.ok(filterMatches("ERROR", "[ERROR 400] BAD REQUEST"));
        assert.ok(filterMatches("ERROR ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS"));
        assert.ok(!filterMatches("ERROR ARGUMENTS", "[ERROR 401] UNAUTHORIZED REQUEST"));
    });

    it("refuses what it does not know rather than guessing", () => {
        for (const pattern of ["{ $.a ~ 1 }", '{ ($.a = "x" }', "{ $.a EXISTS }", '{ $.a = "x" $.b = "y" }'])
            assert.throws(() => filterMatches(pattern, "{}"), /filter pattern/, pattern);
    });
});
