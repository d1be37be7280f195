import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { HashRouter } from "react-router";
import { loadServerSettings } from "../session/server-settings";
import { SessionProvider } from "../session/session";
import { Loading } from "../shared/loading";
import { NotificationsProvider } from "../shared/notifications";
import { ServiceErrorAlert } from "../shared/service-error-alert";
import { Frame } from "./frame";

/** The whole console. */
export function App() {
  const [queries] = useState(
    // the SDK tries again by itself
    () => new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 0 } } }),
  );
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queries}>
        <NotificationsProvider>
          <ForThisServer />
        </NotificationsProvider>
      </QueryClientProvider>
    </I18nProvider>
  );
}

/** The pages, once the server has told what they must know of it. */
function ForThisServer() {
  const server = useQuery({ queryKey: ["server-settings"], queryFn: loadServerSettings, staleTime: Infinity });
  if (server.isPending) return <Loading text="Loading the console" />;
  if (server.isError) return <ServiceErrorAlert error={server.error} header="The console cannot start" />;
  return (
    <SessionProvider server={server.data}>
      <HashRouter>
        <Frame />
      </HashRouter>
    </SessionProvider>
  );
}
