import Wizard from "@cloudscape-design/components/wizard";
import { useState } from "react";
import { useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { useAccount } from "../../session/use-account";
import { useSession } from "../../session/session";
import { jsonProblem } from "../../shared/json-problem";
import { useKmsKeys } from "../../shared/kms-keys";
import { Loading } from "../../shared/loading";
import { ServiceErrorAlert } from "../../shared/service-error-alert";
import { AdministratorsStep } from "./administrators-step";
import { aliasProblem, FIRST_CHOICES, wrongAccounts, type Choices } from "./choices";
import { ConfigureStep } from "./configure-step";
import { LabelsStep } from "./labels-step";
import { policyText } from "./policy";
import { PolicyStep } from "./policy-step";
import { ReviewStep } from "./review-step";
import { useCreateKey } from "./use-create-key";
import { UsersStep } from "./users-step";

/** The wizard that makes a customer managed key. */
export function CreateKeyPage() {
  const account = useAccount();
  if (account.isPending) return <Loading />;
  if (account.isError) return <ServiceErrorAlert error={account.error} header="The account is not known" />;
  return <CreateKeyWizard account={account.data} />;
}

function CreateKeyWizard({ account }: { account: string }) {
  const { region } = useSession();
  const keys = useKmsKeys();
  const navigate = useNavigate();
  const creating = useCreateKey();
  const [choices, setChoices] = useState<Choices>(FIRST_CHOICES);
  const [step, setStep] = useState(0);
  const [isChecked, setChecked] = useState(false);
  const change = (part: Partial<Choices>) => setChoices((before) => ({ ...before, ...part }));
  const policy = policyText(choices, account, region);
  const taken = new Set(keys.data?.flatMap(({ aliases }) => aliases));
  const alias = aliasProblem(choices.alias, taken);
  const accounts = wrongAccounts(choices.accounts);
  const isWrong = [false, alias !== null, false, accounts.length > 0, jsonProblem(policy) !== null, false];
  const goTo = (wanted: number) => {
    // a later step is reached only over steps in which nothing is wrong
    const halt = isWrong.findIndex((wrong, place) => wrong && place >= step && place < wanted);
    setChecked(halt !== -1);
    setStep(halt === -1 ? wanted : halt);
  };
  return (
    <Wizard
      activeStepIndex={step}
      onNavigate={({ detail }) => goTo(detail.requestedStepIndex)}
      onCancel={() => void navigate(paths.customerManagedKeys)}
      onSubmit={() => creating.mutate({ choices, policy })}
      isLoadingNextStep={creating.isPending}
      submitButtonText="Finish"
      steps={[
        { title: "Configure key", content: <ConfigureStep choices={choices} onChange={change} /> },
        {
          title: "Add labels",
          content: <LabelsStep choices={choices} onChange={change} problem={isChecked ? alias : null} />,
        },
        {
          title: "Define key administrative permissions",
          isOptional: true,
          content: <AdministratorsStep choices={choices} onChange={change} />,
        },
        {
          title: "Define key usage permissions",
          isOptional: true,
          content: <UsersStep choices={choices} onChange={change} wrong={isChecked ? accounts : []} />,
        },
        {
          title: "Set key policy (advanced)",
          isOptional: true,
          content: <PolicyStep choices={choices} onChange={change} text={policy} />,
        },
        {
          title: "Review and create",
          content: <ReviewStep choices={choices} policy={policy} error={creating.error} onEdit={goTo} />,
        },
      ]}
    />
  );
}
