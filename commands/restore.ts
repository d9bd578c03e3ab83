import { runCommand, withHelp } from "../cli/commandLine";
import { help, parseOptions } from "../operations/restore/options";
import { restore } from "../operations/restore/restore";
import { operate } from "./operate";

runCommand("restore", withHelp(help, parseOptions, operate(restore)));
