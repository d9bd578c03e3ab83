import { runCommand, withHelp } from "../cli/commandLine";
import { bake } from "../operations/bake/bake";
import { help, parseOptions } from "../operations/bake/options";
import { operate } from "./operate";

runCommand("bake", withHelp(help, parseOptions, operate(bake)));
