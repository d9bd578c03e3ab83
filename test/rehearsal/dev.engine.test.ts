import { lives } from "./life";

lives("dev", [
    "preview",
    "up",
    "up again: no changes",
    "refresh: no drift",
    "up: one agent more, one less",
    "prove: who can reach what",
    "destroy: nothing left",
]);
