// The words of index.html: `node tests/ui/words-type.js` writes this file.

interface Words {
	"views": {
		"connect": string;
		"accounts": string;
		"activity": string;
		"settings": string;
	};
	"main": string;
	"copy": string;
	"copied": string;
	"notCopied": string;
	"noTray": string;
	"reading": {
		"accounts": string;
		"activity": string;
		"settings": string;
	};
	"unread": string;
	"buttons": {
		"again": string;
		"alias-add": string;
		"alias-remove": string;
		"ask-no": string;
		"check-claude-code": string;
		"clear": string;
		"clear-filter": string;
		"close-detail": string;
		"continue-chatgpt": string;
		"first-done": string;
		"first-skip": string;
		"first-start": string;
		"get-code": string;
		"get-key": string;
		"how-to-install": string;
		"keyring-again": string;
		"login-again": string;
		"login-cancel": string;
		"login-claude": string;
		"login-close": string;
		"login-done": string;
		"login-openai": string;
		"logout": string;
		"manage-usage": string;
		"new-token": string;
		"open-browser": string;
		"open-log": string;
		"open-login": string;
		"paste-go": string;
		"pause": string;
		"quit": string;
		"read-terms": string;
		"renew": string;
		"reopen-browser": string;
		"reset": string;
		"save-key": string;
		"show-settings": string;
		"show-settings-file": string;
		"show-token": string;
		"sign-in-claude-code": string;
		"start-again": string;
		"start-stop": string;
		"toast-close": string;
		"try-again": string;
		"use-file": string;
	};
	"power": {
		"running": string;
		"stopped": string;
		"starting": string;
		"finishing": string;
		"failed": string;
		"stop": string;
		"attention": string;
		"startName": string;
		"stopName": string;
		"liveName": (given: { count: number }) => string;
		"loginNeeded": string;
	};
	"ask": {
		"stop": {
			"title": string;
			"text": (given: { count: number }) => string;
			"yes": string;
		};
		"newToken": {
			"title": string;
			"text": string;
			"yes": string;
		};
		"logOut": {
			"title": (given: { title: string | number }) => string;
			"text": string;
			"yes": string;
		};
		"logOutCodex": string;
		"removeKey": {
			"title": string;
			"text": string;
			"yes": string;
		};
		"useFile": {
			"title": string;
			"text": string;
			"yes": string;
		};
	};
	"connect": {
		"endpoint": string;
		"anthropic": string;
		"openai": string;
		"copy": {
			"anthropic": string;
			"openai": string;
		};
		"local": string;
		"now": (given: { count: number }) => string;
		"stopped": string;
		"failed": string;
		"starting": string;
		"finishing": (given: { count: number }) => string;
		"requireToken": string;
		"noToken": string;
		"masked": string;
		"hidden": string;
		"hide": string;
		"showToken": string;
		"hideToken": string;
		"newToken": string;
		"copyToken": string;
		"newTokenDone": string;
		"usePort": (given: { port: string | number }) => string;
		"shownFor": string;
		"code": string;
		"codeNote": string;
		"codeFails": string;
		"loginAgain": {
			"claude": string;
			"openai": string;
		};
		"client": string;
		"copyCode": string;
		"codeName": string;
	};
	"firstRun": {
		"title": string;
		"text": string;
		"login": string;
		"loginText": string;
		"loginDone": (given: { who: string | number }) => string;
		"loginDemo": string;
		"start": string;
		"startText": (given: { address: string | number }) => string;
		"startDone": (given: { address: string | number }) => string;
		"run": string;
		"runText": string;
		"runWaits": string;
		"runDone": string;
		"copyCommand": string;
		"done": string;
	};
	"accounts": {
		"claudeWays": string;
		"openaiWays": string;
		"none": string;
		"noneText": string;
		"loginAgain": string;
		"renewed": string;
		"remove": string;
		"addKey": string;
		"replaceKey": string;
		"checked": string;
		"usingPlan": string;
		"details": (given: { title: string | number }) => string;
		"expiresIn": (given: { span: string | number }) => string;
		"renewsNext": string;
		"codexSwitch": string;
		"codexText": string;
		"copyRow": (given: { label: string | number }) => string;
		"confirms": string;
		"keyringLocked": string;
		"keyringLockedText": string;
		"keyringFailing": string;
		"useFileDone": string;
	};
	"login": {
		"claude": string;
		"openai": string;
		"text": string;
		"recommended": string;
		"ways": {
			"claude-code": {
				"title": string;
				"text": string;
			};
			"claude-key": {
				"title": string;
				"text": string;
			};
			"claude": {
				"title": string;
				"text": string;
			};
			"chatgpt": {
				"title": string;
				"text": string;
			};
			"codex": {
				"title": string;
				"text": string;
			};
			"openai-key": {
				"title": string;
				"text": string;
			};
		};
		"found": string;
		"signedIn": (given: { who: string | number }) => string;
		"signedInNameless": string;
		"missing": {
			"title": string;
			"text": string;
		};
		"use": string;
		"accept": string;
		"keyLabel": {
			"anthropic": string;
			"openai": string;
		};
		"keyHint": {
			"anthropic": string;
			"openai": string;
		};
		"keyNote": string;
		"keySaved": string;
		"waitTitle": string;
		"waitTitleClaudeCode": string;
		"waitText": string;
		"waiting": {
			"claude": string;
			"codex": string;
			"chatgpt": string;
			"claude-code": string;
		};
		"finishing": string;
		"pasteLabel": string;
		"done": string;
		"failed": string;
		"usingPlan": string;
	};
	"activity": {
		"resume": string;
		"filter": string;
		"filterName": string;
		"show": string;
		"shows": {
			"all": string;
			"live": string;
			"failed": string;
		};
		"requests": string;
		"empty": string;
		"emptyText": string;
		"nothing": string;
		"nothingText": string;
		"held": (given: { count: number }) => string;
		"live": string;
		"broken": string;
		"providers": {
			"claude": string;
			"codex": string;
			"openai": string;
			"demo": string;
		};
		"columns": {
			"time": string;
			"client": string;
			"model": string;
			"provider": string;
			"status": string;
			"first": string;
			"duration": string;
			"tokens": string;
		};
		"request": string;
		"copyCurl": string;
		"unauthorized": string;
		"copyToken": string;
		"noBodies": string;
		"fields": {
			"path": string;
			"client": string;
			"model": string;
			"asked": string;
			"provider": string;
			"started": string;
			"first": string;
			"duration": string;
			"tokens": string;
			"id": string;
			"ignored": string;
		};
		"tokensLong": (given: { input: string | number; output: string | number }) => string;
		"tokensCached": (given: { input: string | number; output: string | number; cached: string | number }) => string;
		"unknown": string;
		"none": string;
		"streaming": (given: { span: string | number }) => string;
	};
	"settings": {
		"general": string;
		"server": string;
		"providers": string;
		"models": string;
		"modelsNote": string;
		"records": string;
		"launch": string;
		"launchText": string;
		"problem": string;
		"saved": string;
		"unsaved": string;
		"defaultOrigin": string;
		"from": (given: { origin: string | number }) => string;
		"setBy": (given: { origin: string | number }) => string;
		"asked": string;
		"answers": string;
		"removeAlias": (given: { name: string | number }) => string;
		"noAliases": string;
		"about": (given: { version: string | number }) => string;
	};
	"setting": {
		"server.port": {
			"title": string;
			"text": string;
		};
		"server.allowed_hosts": {
			"title": string;
			"text": string;
			"hint": string;
		};
		"server.allowed_origins": {
			"title": string;
			"text": string;
			"hint": string;
		};
		"claude.mode": {
			"title": string;
			"text": string;
			"choices": {
				"auto": string;
				"api": string;
				"code": string;
			};
		};
		"claude.cache": {
			"title": string;
			"text": string;
			"choices": {
				"auto": string;
				"off": string;
				"on": string;
				"always": string;
				"never": string;
			};
		};
		"openai.enabled": {
			"title": string;
			"text": string;
		};
		"openai.use": {
			"title": string;
			"text": string;
			"choices": {
				"plan": string;
				"key": string;
			};
			"hint": string;
		};
		"translation.strict": {
			"title": string;
			"text": string;
		};
		"credentials.store": {
			"title": string;
			"text": string;
			"choices": {
				"auto": string;
				"keyring": string;
				"file": string;
			};
		};
		"log.level": {
			"title": string;
			"text": string;
			"choices": {
				"off": string;
				"error": string;
				"warn": string;
				"info": string;
				"debug": string;
				"trace": string;
			};
		};
	};
}
