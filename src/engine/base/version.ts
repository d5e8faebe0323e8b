import { version } from "../../../package.json";

/** Version of the engine, as package.json states it. */
export const ENGINE_VERSION: string = version;
