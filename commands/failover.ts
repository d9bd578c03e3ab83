import { runCommand, withHelp } from "../cli/commandLine";
import { failover } from "../operations/failover/failover";
import { help, parseOptions } from "../operations/failover/options";
import { operate } from "./operate";

runCommand("failover", withHelp(help, parseOptions, operate(failover)));
