import { calledOf, type Graph, type Resource, textOf, textsOf } from "../../state/graph";
import { required } from "./role";

/** A shared area, and whom the configuration gives it. */
export interface Area {
    readonly name: string;
    readonly accessPointArn: string;
    readonly writers: readonly string[];
    /** Every agent that is no writer, or these. */
    readonly readers: "all" | readonly string[];
}

/** Reads an area from its component, which says in its outputs what was written of it. */
export function readArea(graph: Graph, component: Resource): Area {
    const name = calledOf(component);
    const [accessPoint, ...more] = graph.childrenOf(component, "aws:efs/accessPoint:AccessPoint");
    if (accessPoint === undefined || more.length > 0)
        throw new Error(`area ${name} has ${accessPoint ? more.length + 1 : "no"} access point`);
    return {
        name,
        accessPointArn: required(accessPoint, "arn"),
        writers: textsOf(component, "writers"),
        readers: textOf(component, "readers") === "all" ? "all" : textsOf(component, "readers"),
    };
}
