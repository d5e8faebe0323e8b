#!/usr/bin/env node
import { JOBS } from "./cli/jobTable.ts";
import { main } from "./cli/main.ts";
import { listenForStop } from "./cli/stopSignals.ts";
import { processTerminal } from "./cli/terminal.ts";

const controller = new AbortController();
const terminal = processTerminal(() => controller.abort());
listenForStop(controller, terminal);
const { signal } = controller;
process.exitCode = await main(process.argv.slice(2), { terminal, signal, environment: process.env, jobs: JOBS });
