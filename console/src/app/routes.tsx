import { lazy, type ComponentType } from "react";
import { Navigate, type RouteObject } from "react-router";
import { MissingPage } from "./failed-page";
import { PAGES, REDIRECTS, type PageDeclaration } from "./pages";

/** A page that was loaded before anything was drawn. */
export interface LoadedPage {
  page: PageDeclaration;
  Component: ComponentType;
}

/** Every route of the console. Pages other than `first` are loaded when they are opened. */
export function routesOf(first: LoadedPage | undefined): RouteObject[] {
  return [
    ...Object.entries(REDIRECTS).map(([path, to]) => ({ path, element: <Navigate to={to} replace /> })),
    ...PAGES.map((page) => {
      const Page = page === first?.page ? first.Component : lazy(async () => ({ default: await page.load() }));
      return { path: page.path, element: <Page /> };
    }),
    { path: "*", element: <MissingPage /> },
  ];
}
