// The types of the window's own script, known everywhere in it.

import type * as Bound from "./bindings";
import type { DrawnElement } from "./elements/drawn-element.js";
import type { LoginDialog as Dialog } from "./elements/login-dialog.js";

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
	/** What elements show: the parts, how many requests are open, the time, and which view it is. */
	type Shown = Part | "live" | "tick" | "view";
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
	type ViewName = keyof Words["views"];
	/** The hooks of buttons; the later ones have words that depend on something. */
	type ButtonName = keyof Words["buttons"] | "ask-yes" | "go" | "held" | "power" | "use-next-port" | "first-use-next-port";
	/** Names of models: asked for, answered by. */
	type Pairs = [string, string][];
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
		onclick?: ((event: MouseEvent) => unknown) | null;
		[attribute: string]: any;
	}
	/** Something is typed, chosen or ticked in a field. */
	type Typed = Event & { target: HTMLInputElement };

	// What the small parts look like.
	type Status = "ok" | "idle" | "warn" | "bad" | "live";
	/** What became of an action. */
	type Outcome = { busy?: boolean; error?: string | undefined; said?: string };
	/** What an action resolves to is said beside its control. */
	type Action = () => Promise<string | void | null>;
	interface ButtonLook {
		icon?: string;
		kind?: "primary" | "quiet" | "danger" | undefined;
		small?: boolean;
		/** It shows its icon alone; its words are its name. */
		bare?: boolean;
		/** Whose it is, where there are several. */
		of?: string;
		/** Its words, where they are not those of its hook. */
		label?: string | undefined;
		/** What it is called, where the label does not say it all. */
		name?: string;
		busy?: boolean | undefined;
		disabled?: boolean;
		focus?: boolean;
	}
	interface ToggleLook {
		on: boolean;
		/** Whether the label is seen, too. */
		shown?: boolean;
		disabled?: boolean;
		test?: string;
		describedby?: string | undefined;
	}
	/** A switch of an element; `locked` names who sets it where nobody can turn it. */
	type SwitchLook = Omit<ToggleLook, "describedby"> & { locked?: string | null };
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
		id?: string;
		class: string;
		test: string;
		value: string;
		error?: string | undefined;
		typed: (text: string) => void;
		[attribute: string]: any;
	}
	type Toast = { id: number; text: string; bad: boolean };
	interface Question {
		title: string;
		text: string;
		yes: string;
		danger?: boolean;
		test: string;
	}
	interface ViewLook {
		name: string;
		title: string;
		text?: string;
		actions?: Child;
		busy?: boolean;
		/** How it fills the window. */
		fills?: string;
	}
	/** How the requests are shown. */
	interface ActivityShown {
		filter: Filter;
		paused: boolean;
		selected: number | null;
		/** The row that Tab leads to. */
		reachable: number | null;
		/** What the table may show. */
		rows: ActivityRow[];
		/** The ids that the table shows. */
		shown: Set<number>;
		/** How far the table is scrolled, and when it last was, in ms since the page began. Sizes are in px; none is asked for while drawing. */
		scrolled: number;
		scrolledAt: number;
		height: number;
		rowHeight: number;
	}
	interface TableLook extends Pick<ActivityShown, "rows" | "rowHeight" | "selected"> {
		from: number;
		to: number;
		reachable: number | undefined;
		now: number;
		choose: (event: MouseEvent) => void;
		key: (event: KeyboardEvent) => void;
	}
	type LoginDialog = Dialog;
	type ElementClass = { new (): DrawnElement; shows: Shown[] };

	/** What a setting is called, and what it does; and its choices in words. */
	type SettingWords = { title: string; text: string; choices?: Record<string, string>; hint?: string };
}
