import type { FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from "react";
import { refusalOf } from "./service-error";
import { ServiceErrorText } from "./service-error-text";

interface SuccessMessage {
  type: "success";
  header?: string;
  content: ReactNode;
}

interface RefusalMessage {
  type: "error";
  header?: string;
  /** What was thrown; the notice says it as an alert on a page does. */
  error: unknown;
}

/** A notice replaces the one with the same id. */
export type Notice = { id: string } & (SuccessMessage | RefusalMessage);

interface Notifications {
  items: readonly FlashbarProps.MessageDefinition[];
  notify: (notice: Notice) => void;
  /** To be called whenever another page is shown: what went well is told on two pages, a refusal until it is dismissed. */
  turnPage: () => void;
}

/** A notice, and whether another page was shown since. */
interface Shown {
  notice: Notice;
  isCarried: boolean;
}

const NotificationsContext = createContext<Notifications | null>(null);

export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<readonly Shown[]>([]);
  const drop = useCallback((id: string) => setNotices((all) => all.filter(({ notice }) => notice.id !== id)), []);
  const notify = useCallback(
    (notice: Notice) => {
      drop(notice.id);
      setNotices((others) => [{ notice, isCarried: false }, ...others]);
    },
    [drop],
  );
  const turnPage = useCallback(() => setNotices(carried), []);
  const value = useMemo<Notifications>(() => {
    const items = notices.map(({ notice }) => ({
      ...shownAs(notice),
      id: notice.id,
      dismissible: true,
      dismissLabel: "Dismiss",
      onDismiss: () => drop(notice.id),
    }));
    return { items, notify, turnPage };
  }, [notices, notify, drop, turnPage]);
  return <NotificationsContext value={value}>{children}</NotificationsContext>;
}

export function useNotifications(): Notifications {
  const notifications = use(NotificationsContext);
  if (!notifications) throw new Error("useNotifications outside of NotificationsProvider");
  return notifications;
}

/** What is left of the notices on the next page. */
function carried(notices: readonly Shown[]): readonly Shown[] {
  return notices
    .filter(({ notice, isCarried }) => notice.type === "error" || !isCarried)
    .map(({ notice }) => ({ notice, isCarried: true }));
}

function shownAs(notice: Notice): FlashbarProps.MessageDefinition {
  const { type, header } = notice;
  if (type === "success") return { type, header, content: notice.content };
  const { error } = notice;
  return {
    type,
    header: header ?? refusalOf(error).type,
    content: <ServiceErrorText error={error} isTyped={header !== undefined} />,
  };
}
