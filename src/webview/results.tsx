import "./results/results.css";
import { RESULTS_HOST, RESULTS_VIEW } from "../protocol/views.ts";
import { connect } from "./kit/connect.ts";
import { mountView } from "./kit/mount.tsx";
import { createNotifier } from "./kit/notifier.ts";
import { ResultsView } from "./results/resultsView.tsx";

const changed = createNotifier<null>();
const host = connect(RESULTS_HOST, RESULTS_VIEW, {
  changed: () => {
    changed.tell(null);
    return null;
  },
});

mountView(
  () => host.call("start", {}),
  () => <ResultsView host={host} changed={changed} />,
);
