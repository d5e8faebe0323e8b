import "./run/run.css";
import { mountView } from "./kit/mount.tsx";
import { adoptHostState } from "./kit/viewState.ts";
import { openRunHost } from "./run/runHost.ts";
import { RunPage } from "./run/runPage.tsx";

adoptHostState();
const host = openRunHost();
mountView(
  () => host.channel.call("start", {}),
  () => <RunPage host={host} />,
);
