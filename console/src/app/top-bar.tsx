import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useSession } from "../session/session";
import { keepAppearance, readAppearance } from "./appearance";
import icon from "./icon.svg";
import { paths } from "./paths";
import { REGIONS } from "./regions";

/** The bar above every page: region, appearance, who signed in. */
export function TopBar() {
  const session = useSession();
  const navigate = useNavigate();
  const [appearance, setAppearance] = useState(readAppearance);
  const other = appearance === "dark" ? "light" : "dark";
  const region: TopNavigationProps.Utility = {
    type: "menu-dropdown",
    text: session.region,
    ariaLabel: `Region: ${session.region}`,
    items: [...new Set([session.server.region, session.region, ...REGIONS])].map((id) => ({ id, text: id })),
    onItemClick: ({ detail }) => {
      session.chooseRegion(detail.id);
      void navigate(paths.tables);
    },
  };
  const theme: TopNavigationProps.Utility = {
    type: "button",
    text: other === "dark" ? "Dark mode" : "Light mode",
    onClick: () => {
      keepAppearance(other);
      setAppearance(other);
    },
  };
  return (
    <div id="top-bar">
      <TopNavigation
        identity={{ href: `#${paths.tables}`, title: "Strongroom", logo: { src: icon, alt: "" } }}
        utilities={[region, theme, useIdentity()]}
      />
    </div>
  );
}

/** Who signed in, and the way out. */
function useIdentity(): TopNavigationProps.Utility {
  const { server, signedIn, signOut, scope } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (!signedIn) {
    return {
      type: "button",
      text: server.auth === "open" ? "Account root user" : "Not signed in",
      title: server.auth === "open" ? "The server runs in open mode. Sign in as somebody else" : "",
      onClick: () => void navigate(paths.signIn),
    };
  }
  return {
    type: "menu-dropdown",
    iconName: "user-profile",
    text: signedIn.arn.split(":").slice(5).join(":"),
    description: signedIn.arn,
    items: [{ id: "sign-out", text: "Sign out" }],
    onItemClick: () => {
      signOut();
      queries.removeQueries({ queryKey: [scope] });
    },
  };
}
