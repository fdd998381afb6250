use std::sync::atomic::AtomicUsize;
use std::sync::mpsc as std_mpsc;

use super::super::pretend::Pretend;
use super::*;

const SHORT: Duration = Duration::from_millis(150);

fn thread(patience: Duration) -> Thread {
    Thread::new(patience, Arc::new(|| Box::new(Pretend::default())))
}

fn failing(error: &StoreError) -> bool {
    matches!(error, StoreError::Keyring { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_nobody_answers_holds_up_its_caller_for_the_deadline_and_others_not_at_all()
{
    let thread = thread(SHORT);
    let (answer, question) = std_mpsc::channel::<()>();
    let began = Instant::now();
    let error = thread
        .call_asking(move |_| {
            let _ = question.recv();
            Ok(())
        })
        .await
        .unwrap_err();
    assert_eq!(error, StoreError::Locked);
    assert!(began.elapsed() >= SHORT);
    for _ in 0..1000 {
        assert_eq!(thread.call(|_| Ok(())).await, Err(StoreError::Locked));
    }
    assert!(began.elapsed() < SHORT * 4, "{:?}", began.elapsed());

    answer.send(()).unwrap();
    let until = Instant::now() + Duration::from_secs(5);
    while thread.call(|_| Ok(())).await.is_err() {
        assert!(Instant::now() < until, "it never came back");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_whose_caller_gave_up_before_its_turn_is_not_made() {
    let thread = thread(SHORT);
    let (answer, stuck) = std_mpsc::channel::<()>();
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    let (first, second) = tokio::join!(
        thread.call(move |_| {
            let _ = stuck.recv();
            Ok(())
        }),
        thread.call(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
    );
    assert!(failing(&first.unwrap_err()) && failing(&second.unwrap_err()));
    answer.send(()).unwrap();
    while thread.call(|_| Ok(())).await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(made.load(Ordering::Relaxed), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_bounded() {
    let thread = thread(Duration::from_secs(2));
    let (answer, stuck) = std_mpsc::channel::<()>();
    let mut calls = Vec::new();
    let mut stuck = Some(stuck);
    let thread = Arc::new(thread);
    for _ in 0..QUEUE * 3 {
        let thread = Arc::clone(&thread);
        let stuck = stuck.take();
        calls.push(tokio::spawn(async move {
            thread
                .call(move |_| {
                    if let Some(stuck) = stuck {
                        let _ = stuck.recv();
                    }
                    Ok(())
                })
                .await
        }));
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(SHORT).await;
    answer.send(()).unwrap();
    let mut refused = 0;
    for call in calls {
        refused += usize::from(call.await.unwrap().is_err());
    }
    assert!((QUEUE..=QUEUE * 2).contains(&refused), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_of_the_library_ends_its_call_and_no_other() {
    let thread = thread(Duration::from_secs(5));
    let error = thread
        .call::<()>(|_| panic!("this panic is a part of the test"))
        .await
        .unwrap_err();
    assert!(failing(&error), "{error:?}");
    assert_eq!(thread.call(|_| Ok(7)).await, Ok(7));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_thread_ends_with_its_owner() {
    struct Tell(Pretend, std_mpsc::Sender<()>);
    impl Drop for Tell {
        fn drop(&mut self) {
            let _ = self.1.send(());
        }
    }
    impl super::super::backend::Entries for Tell {
        fn get(&mut self, user: &str) -> Result<Option<secrecy::SecretString>, StoreError> {
            self.0.get(user)
        }
        fn set(&mut self, user: &str, text: &secrecy::SecretString) -> Result<(), StoreError> {
            self.0.set(user, text)
        }
        fn delete(&mut self, user: &str) -> Result<bool, StoreError> {
            self.0.delete(user)
        }
    }
    impl Backend for Tell {
        fn ready(&mut self) -> Result<(), StoreError> {
            Ok(())
        }
        fn unlock(&mut self) -> Result<(), StoreError> {
            Ok(())
        }
        fn shows(&mut self, _: &str) -> Result<bool, StoreError> {
            Ok(false)
        }
    }

    let (sender, ended) = std_mpsc::channel();
    let sender = Mutex::new(sender);
    let open: Open =
        Arc::new(move || Box::new(Tell(Pretend::default(), sender.lock().unwrap().clone())));
    let thread = Thread::new(SHORT, open);
    thread.call(|backend| backend.ready()).await.unwrap();
    drop(thread);
    ended.recv_timeout(Duration::from_secs(5)).unwrap();
}
