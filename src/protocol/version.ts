/** Both ends of a channel must speak the same version. Raise it with every change to a message. */
export const PROTOCOL_VERSION = 2;
