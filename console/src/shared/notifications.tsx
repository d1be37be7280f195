import type { FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from "react";

export interface Notice {
  /** A notice replaces the one with the same id. */
  id: string;
  type: "success" | "error" | "info" | "in-progress";
  header?: string;
  content: ReactNode;
}

interface Notifications {
  items: readonly FlashbarProps.MessageDefinition[];
  notify: (notice: Notice) => void;
}

const NotificationsContext = createContext<Notifications | null>(null);

export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const notify = useCallback(
    (notice: Notice) => setNotices((shown) => [notice, ...shown.filter(({ id }) => id !== notice.id)]),
    [],
  );
  const value = useMemo<Notifications>(() => {
    const items = notices.map(({ id, type, header, content }) => ({
      id,
      type: type === "in-progress" ? ("info" as const) : type,
      loading: type === "in-progress",
      header,
      content,
      dismissible: true,
      dismissLabel: "Dismiss",
      onDismiss: () => setNotices((shown) => shown.filter((other) => other.id !== id)),
    }));
    return { items, notify };
  }, [notices, notify]);
  return <NotificationsContext value={value}>{children}</NotificationsContext>;
}

export function useNotifications(): Notifications {
  const notifications = use(NotificationsContext);
  if (!notifications) throw new Error("useNotifications outside of NotificationsProvider");
  return notifications;
}
