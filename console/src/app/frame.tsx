import AppLayout from "@cloudscape-design/components/app-layout-toolbar";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Flashbar from "@cloudscape-design/components/flashbar";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { matchPath, useLocation, useRoutes, type RouteObject } from "react-router";
import { useSession } from "../session/session";
import { useNotifications } from "../shared/notifications";
import "./frame.css";
import { activeHref, NAVIGATION } from "./navigation";
import { Loading } from "../shared/loading";
import { paths } from "./paths";
import { FailureBoundary } from "./failed-page";
import { PAGES, type Breadcrumb } from "./pages";
import { TopBar } from "./top-bar";

const SignInPage = lazy(async () => ({ default: (await import("../pages/sign-in/sign-in-page")).SignInPage }));
const WIDE_PIXELS = 912;

/** What stands around every page: top bar, navigation, breadcrumbs, notifications. */
export function Frame({ routes }: { routes: RouteObject[] }) {
  const { server, signedIn, connection } = useSession();
  const { items, turnPage } = useNotifications();
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(() => window.innerWidth > WIDE_PIXELS);
  const breadcrumbs = useMemo(() => breadcrumbsOf(pathname), [pathname]);
  const page = useRoutes(routes);
  const mustSignIn = server.auth === "iam" && !signedIn;
  useEffect(() => {
    document.title = [...breadcrumbs.map(({ text }) => text).reverse(), "Strongroom"].join(" | ");
  }, [breadcrumbs]);
  useEffect(turnPage, [turnPage, pathname]);
  return (
    <>
      <TopBar />
      {mustSignIn ? (
        <Suspense>
          <SignInPage />
        </Suspense>
      ) : (
        <AppLayout
          key={connection().region}
          headerSelector="#top-bar"
          toolsHide
          navigationOpen={isOpen}
          onNavigationChange={({ detail }) => setOpen(detail.open)}
          navigation={
            <SideNavigation
              header={{ text: "Strongroom", href: `#${paths.tables}` }}
              items={NAVIGATION}
              activeHref={activeHref(pathname)}
              onFollow={() => {
                if (window.innerWidth <= WIDE_PIXELS) setOpen(false);
              }}
            />
          }
          breadcrumbs={
            <BreadcrumbGroup items={breadcrumbs.map(({ text, path }) => ({ text, href: `#${path}` }))} />
          }
          notifications={<Flashbar items={items} />}
          content={
            <FailureBoundary key={pathname}>
              <Suspense fallback={<Loading />}>{page}</Suspense>
            </FailureBoundary>
          }
        />
      )}
    </>
  );
}

function breadcrumbsOf(pathname: string): readonly Breadcrumb[] {
  for (const { path, breadcrumbs } of PAGES) {
    const match = matchPath(path, pathname);
    if (match) return breadcrumbs(match.params);
  }
  return [];
}
