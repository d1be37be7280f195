import { useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { SignInPage } from "./sign-in-page";

/** Signing in by choice, where the server would also answer without it. */
export function SignInRoute() {
  const navigate = useNavigate();
  return <SignInPage onSignedIn={() => void navigate(paths.tables)} />;
}
