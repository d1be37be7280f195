const FORM = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** A time in the reader's own time zone; `-` for none. */
export function timeText(time: Date | undefined): string {
  return time ? FORM.format(time) : "-";
}
