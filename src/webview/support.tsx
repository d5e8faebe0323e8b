import "./support/support.css";
import { mountView } from "./kit/mount.tsx";
import { adoptHostState } from "./kit/viewState.ts";
import { openSupportHost } from "./support/supportHost.ts";
import { SupportPage } from "./support/supportPage.tsx";

adoptHostState();
const host = openSupportHost();
mountView(
  () => host.call("start", {}),
  () => <SupportPage host={host} />,
);
