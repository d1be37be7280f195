import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClientProvider, useQuery, type QueryClient } from "@tanstack/react-query";
import { HashRouter, type RouteObject } from "react-router";
import { SERVER_SETTINGS } from "../session/server-settings";
import { SessionProvider } from "../session/session";
import { Loading } from "../shared/loading";
import { NotificationsProvider } from "../shared/notifications";
import { ServiceErrorAlert } from "../shared/service-error-alert";
import { Frame } from "./frame";

interface Properties {
  queries: QueryClient;
  routes: RouteObject[];
}

/** The whole console. */
export function App({ queries, routes }: Properties) {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queries}>
        <NotificationsProvider>
          <ForThisServer routes={routes} />
        </NotificationsProvider>
      </QueryClientProvider>
    </I18nProvider>
  );
}

/** The pages, once the server has told what they must know of it. */
function ForThisServer({ routes }: { routes: RouteObject[] }) {
  const server = useQuery(SERVER_SETTINGS);
  if (server.isPending) return <Loading text="Loading the console" />;
  if (server.isError) return <ServiceErrorAlert error={server.error} header="The console cannot start" />;
  return (
    <SessionProvider server={server.data}>
      <HashRouter>
        <Frame routes={routes} />
      </HashRouter>
    </SessionProvider>
  );
}
