/** An argument as it can be pasted into a shell: quoted if need be, for POSIX shells or, on Windows, for PowerShell. */
export function shellQuote(argument: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w@%+=:,./\\-]+$/.test(argument) && (platform === "win32" || !argument.includes("\\"))) return argument;
  return `'${argument.replaceAll("'", platform === "win32" ? "''" : "'\\''")}'`;
}
