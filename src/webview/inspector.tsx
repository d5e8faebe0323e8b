import "./inspector/inspector.css";
import { openInspectorHost } from "./inspector/inspectorHost.ts";
import { InspectorPage } from "./inspector/inspectorPage.tsx";
import { mountView } from "./kit/mount.tsx";
import { adoptHostState } from "./kit/viewState.ts";

adoptHostState();
const host = openInspectorHost();
mountView(
  () => host.channel.call("start", {}),
  () => <InspectorPage host={host} />,
);
