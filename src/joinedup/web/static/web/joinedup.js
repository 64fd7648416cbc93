// Starts whatever the page has. Everything here improves a page that works without it.
import { initAll } from "../vendor/nhsuk/nhsuk-frontend.min.js";
import { startChanges } from "./changes.js";
import { startClocks } from "./clocks.js";
import { startCopy } from "./copy.js";
import { startDrafts } from "./draft.js";
import { startIdle } from "./idle.js";
import { startKeys } from "./keys.js";
import { startOnce } from "./once.js";
import { startPasskeys } from "./passkeys.js";
import { startQueues } from "./queue.js";
import { startRadios } from "./radios.js";
import { startSwitch } from "./switch.js";
import { startTabs } from "./tabs.js";

initAll();
startRadios();
startOnce();
startDrafts();
startSwitch();
startChanges();
startClocks();
startQueues();
startTabs();
startIdle();
startKeys();
startCopy();
startPasskeys();
