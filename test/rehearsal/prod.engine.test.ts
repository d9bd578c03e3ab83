import { lives } from "./life";

lives("prod", [
    "preview",
    "up",
    "up again: no changes",
    "refresh: no drift",
    "up: one agent more, one less",
    "prove: who can reach what",
    "destroy: protected, so refused",
    "destroy: all but what holds something",
    "destroy: nothing left",
]);
