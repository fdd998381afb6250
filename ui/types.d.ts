// The types of the window's own script, known everywhere in it.

import type * as Bound from "./bindings";
import type { DrawnElement } from "./elements/drawn-element.js";
import type { LoginDialog as Dialog } from "./elements/login-dialog.js";
import type { S } from "./strings.js";

declare global {
  // What Rust says.
  type AccountCard = Bound.AccountCard;
  type AccountId = Bound.AccountId;
  type ActivityRow = Bound.ActivityRow;
  type Commands = Bound.Commands;
  type CopyTarget = Bound.CopyTarget;
  type LoginProgress = Bound.LoginProgress;
  type LoginKind = Bound.LoginProgress["kind"];
  type Problem = NonNullable<Bound.ProxyView["problem"]>;
  type ProxyView = Bound.ProxyView;
  type ReportTable = Bound.ReportTable;
  type ReportRow = { label: string; value: string };
  type SettingRow = Bound.SettingRow;
  type SettingsData = Bound.SettingsView;
  type SnippetView = Bound.SnippetView;
  type Vendor = "claude" | "openai";

  /** What each event brings. */
  interface Events {
    "proxy-state": Bound.ProxyView;
    accounts: Bound.AccountsView;
    activity: Bound.ActivityView;
    settings: Bound.SettingsView;
    show: Bound.ShowView;
  }

  // What the window knows.
  type Part = "proxy" | "accounts" | "activity" | "settings" | "snippets" | "app";
  /** What is null has not come yet. */
  interface Known {
    app: Bound.AppInfo | null;
    proxy: Bound.ProxyView | null;
    accounts: Bound.AccountsView | null;
    activity: Bound.ActivityRow[] | null;
    /** How many requests are open. */
    live: number;
    settings: Bound.SettingsView | null;
    snippets: Bound.SnippetView[] | null;
    /** Why a part could not be read. */
    failed: Partial<Record<Part, string>>;
  }
  type ViewName = keyof typeof S.views;
  /** The steps of the first run. */
  type Stage = "done" | "now" | "later";
  /** Which requests are wanted. */
  type Filter = { text: string; show: "all" | "live" | "failed" };

  // What can be drawn.
  /** An element to be drawn. */
  interface Tree {
    tag: string;
    props: Record<string, any>;
    children: Drawn[];
    key: string | undefined;
  }
  /** An element, words, or the place of something that is not there. */
  type Drawn = Tree | string | null;
  type Child = Drawn | number | false | undefined | Child[];
  /** `on…` are handlers, `.name` properties, `test` the hook for tests, `key` what tells it from others of its list. */
  interface Props {
    oninput?: (event: Typed) => unknown;
    onchange?: (event: Typed) => unknown;
    onsubmit?: (event: Event) => unknown;
    onkeydown?: (event: KeyboardEvent) => unknown;
    onclick?: (() => unknown) | null;
    [attribute: string]: any;
  }
  /** Something is typed, chosen or ticked in a field. */
  type Typed = Event & { target: HTMLInputElement };

  // What the small parts look like.
  type Status = "ok" | "idle" | "warn" | "bad" | "live";
  /** What became of an action. */
  type Outcome = { busy?: boolean; error?: string; said?: string };
  /** What an action resolves to is said beside its control. */
  type Action = () => Promise<string | void | null>;
  interface ButtonLook {
    icon?: string;
    kind?: "primary" | "quiet" | "danger" | undefined;
    small?: boolean;
    /** What it is called, where the label does not say it all. */
    name?: string;
    test?: string;
    busy?: boolean | undefined;
    disabled?: boolean;
    key?: string;
    focus?: boolean;
  }
  interface ToggleLook {
    on: boolean;
    /** Whether the label is only for those who hear the window. */
    hidden?: boolean;
    disabled?: boolean;
    test?: string;
    describedby?: string | undefined;
  }
  interface CopyLook {
    target: CopyTarget;
    name: string;
    label?: string;
    small?: boolean;
    /** Without words, for a row of a table. */
    bare?: boolean;
    disabled?: boolean;
    test?: string;
  }
  interface BannerLook {
    status: "bad" | "warn";
    title: string;
    text: string;
    test?: string;
    key: string;
    outcome?: Outcome;
    actions: Child;
  }
  interface EmptyLook {
    icon: string;
    title: string;
    text: string;
    test?: string;
  }
  /** A field whose error stands below it. */
  interface FieldLook {
    id: string;
    class: string;
    test: string;
    value: string;
    error: string | undefined;
    typed: (text: string) => void;
    [attribute: string]: any;
  }
  interface Question {
    title: string;
    text: string;
    yes: string;
    danger?: boolean;
    test: string;
  }
  /** How a row of the requests is drawn. */
  interface RowLook {
    index: number;
    selected: boolean;
    reachable: boolean;
    now: number;
    choose: (id: number) => void;
  }
  interface TableLook {
    rows: ActivityRow[];
    from: number;
    to: number;
    rowHeight: number;
    selected: number | null;
    reachable: number | null;
    now: number;
    choose: (id: number) => void;
    key: (event: KeyboardEvent) => void;
  }
  type LoginDialog = Dialog;
  type ElementClass = { new (): DrawnElement; shows: Part[] };

  // The words that depend on something; all others are plain.
  interface Words {
    power: { liveName(open: number): string; [word: string]: unknown };
    ask: {
      stop(open: number): Omit<Question, "test">;
      logOut(title: string, id: AccountId): Omit<Question, "test">;
      [word: string]: unknown;
    };
    connect: {
      now(open: number): string;
      finishing(open: number): string;
      usePort(port: number): string;
      setBy(who: string): string;
      [word: string]: unknown;
    };
    firstRun: {
      loginDone(who: string): string;
      startText(address: string): string;
      startDone(address: string): string;
      [word: string]: unknown;
    };
    accounts: {
      details(title: string): string;
      expiresIn(span: string): string;
      copyRow(label: string): string;
      [word: string]: unknown;
    };
    login: { signedIn(who: string): string; [word: string]: unknown };
    activity: {
      held(count: number): string;
      tokensLong(input: string, output: string, cached: string | null): string;
      [word: string]: unknown;
    };
    settings: {
      from(origin: string): string;
      setBy(origin: string): string;
      removeAlias(name: string): string;
      about(version: string): string;
      [word: string]: unknown;
    };
    [word: string]: unknown;
  }
  /** What a setting is called, and what it does; and its choices in words. */
  type SettingWords = { title: string; text: string; choices?: Record<string, string>; hint?: string };
}
