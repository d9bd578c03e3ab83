import { runCommand, withHelp } from "../cli/commandLine";
import { enrolling } from "../operations/enrol/operation";
import { help, parseOptions } from "../operations/enrol/options";
import { operate } from "./operate";

runCommand("enrol", withHelp(help, parseOptions, operate(enrolling)));
